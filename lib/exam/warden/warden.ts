import { TextLineStream } from "@std/streams";

/** What has become of a watched process. */
export interface Watched {
  /** Resident bytes at which it was killed; absent when it was not. */
  readonly killedAtBytes?: number;
}

/** Sees to it that nothing of the examiner outlives it or takes too much memory. */
export interface Warden {
  /**
   * Kills the process `pid` when the examiner ends, or when it takes more than
   * `residentBytesMax` of memory, however busy the examiner is.
   */
  watch(pid: number, residentBytesMax: number): void;
  /** The process `pid` has ended: its number may belong to another one soon. */
  forget(pid: number): Promise<Watched>;
  /** Removes `folder` when the examiner ends. */
  remove(folder: string): void;
}

let running: Warden | undefined;

/** Returns the warden of this process; the first call starts it. */
export function warden(): Warden {
  return running ??= new WardenProcess();
}

/** The warden as a process of its own. */
class WardenProcess implements Warden {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #asked = new Map<number, PromiseWithResolvers<Watched>>();
  #isGone = false;

  constructor() {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--no-check",
        "--quiet",
        new URL("./warden_process.ts", import.meta.url).href,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#child.unref();
    this.#writer = this.#child.stdin.getWriter();
    this.#listen();
  }

  watch(pid: number, residentBytesMax: number): void {
    this.#say(`watch ${pid} ${residentBytesMax}`);
  }

  forget(pid: number): Promise<Watched> {
    if (this.#isGone) return Promise.resolve({});
    const answer = Promise.withResolvers<Watched>();
    // Whoever waits for the answer keeps the event loop alive.
    this.#child.ref();
    this.#asked.set(pid, answer);
    this.#say(`forget ${pid}`);
    return answer.promise;
  }

  remove(folder: string): void {
    this.#say(`remove ${folder}`);
  }

  #say(line: string): void {
    const bytes = new TextEncoder().encode(`${line}\n`);
    this.#writer.write(bytes).catch(() => this.#gone());
  }

  /** Hears `forgot PID` or `forgot PID BYTES`. */
  async #listen(): Promise<void> {
    const lines = this.#child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      const [, pid, bytes] = line.split(" ");
      const watched = bytes === undefined
        ? {}
        : { killedAtBytes: Number(bytes) };
      this.#asked.get(Number(pid))?.resolve(watched);
      this.#asked.delete(Number(pid));
      if (this.#asked.size === 0) this.#child.unref();
    }
    this.#gone();
  }

  #gone(): void {
    this.#isGone = true;
    for (const { resolve } of this.#asked.values()) resolve({});
    this.#asked.clear();
    this.#child.unref();
  }
}
