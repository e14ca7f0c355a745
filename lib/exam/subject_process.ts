import { encodeFrame, FrameReader } from "./frames.ts";
import {
  heapMebibytesMax,
  loadMsMax,
  outputBytesMax,
  outputShownBytesMax,
  residentBytesMax,
  unresponsiveMsMax,
} from "./limits.ts";
import { residentMemory } from "./resident_memory.ts";
import { Ruling } from "./ruling.ts";
import { subjectArguments, subjectEnvironment } from "./sandbox.ts";
import type { Submission } from "./submission.ts";
import { warden } from "./warden.ts";

/** How often the resident memory is looked at, in real milliseconds. */
const memoryLookMs = 50;

/** How a subject's process is started. */
export interface SubjectProcessOptions {
  /** What `--allow-net` names: `127.0.0.1:0` or the address of the peer. */
  readonly allowNet: string;
  /** Factor for limits in real time. */
  readonly slow: number;
}

/** What the subject tells on its own. */
export type SubjectEvent =
  | { readonly event: "ready" }
  | {
    readonly event: "yielded";
    readonly call?: number;
    readonly value: unknown;
  }
  | { readonly event: "cancelled"; readonly call: number }
  | { readonly event: "returned" }
  | { readonly event: "threw"; readonly name: string; readonly message: string }
  | {
    readonly event: "called";
    readonly call?: number;
    readonly name: string;
    readonly arguments: unknown[];
  }
  | {
    readonly event: "asked";
    readonly name: string;
    readonly call: number;
    readonly arguments: unknown[];
  }
  | { readonly event: "aborted"; readonly call: number }
  | {
    readonly event: "fired";
    readonly type: string;
    readonly data?: string;
    readonly lastEventId?: string;
    readonly origin?: string;
    readonly readyState: number;
  }
  | {
    readonly event: "resolved";
    readonly call: number;
    readonly value: unknown;
  }
  | {
    readonly event: "rejected";
    readonly call: number;
    readonly name: string;
    readonly message: string;
    readonly members: Record<string, unknown>;
  }
  | { readonly event: "uncaught"; readonly error: SubjectError };

/** An error as the subject's process describes it. */
export interface SubjectError {
  /** Name of its class. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Where it was thrown. */
  readonly stack?: string;
  /** `import` or `export` when the exercise could not be loaded. */
  readonly phase?: "import" | "export";
}

/** A command was answered with an error. */
export class SubjectCommandError extends Error {
  override readonly name = "SubjectCommandError";
  /** The error as the subject describes it. */
  readonly error: SubjectError;

  /** Carries what the subject said. */
  constructor(error: SubjectError) {
    super(error.message);
    this.error = error;
  }
}

/** The process in which one check runs the learner's code. */
export class SubjectProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #token: string;
  readonly #slow: number;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #memoryLook: ReturnType<typeof setInterval>;
  readonly #output: Uint8Array[] = [];
  #outputBytes = 0;
  #ended: Ruling | undefined;
  #lastId = 0;
  #uncaught: SubjectError | undefined;
  #ready = false;
  readonly #finished: Promise<void>;

  /** Rises with every event that the subject tells. */
  told = 0;

  /** Rises with every command that may set something going. */
  commanded = 0;

  /** Gets what the subject tells on its own. */
  onEvent: (event: SubjectEvent) => void = () => {};

  /** Starts a process that waits for the command `begin`. */
  constructor(submission: Submission, options: SubjectProcessOptions) {
    this.#token = crypto.randomUUID().slice(0, 16);
    this.#slow = options.slow;
    const denoDir = Deno.makeTempDirSync({ dir: submission.folder });
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...subjectArguments(submission, options.allowNet), this.#token],
      cwd: submission.folder,
      clearEnv: true,
      env: subjectEnvironment(denoDir),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child.unref();
    warden().watch(this.#child.pid);
    this.#stdin = this.#child.stdin.getWriter();
    this.#memoryLook = setInterval(() => this.#lookAtMemory(), memoryLookMs);
    Deno.unrefTimer(this.#memoryLook as unknown as number);
    this.#finished = this.#read();
  }

  /** What the learner's code printed, capped. */
  get output(): string {
    const text = this.#output.map((bytes) => new TextDecoder().decode(bytes))
      .join("");
    if (this.#outputBytes <= outputShownBytesMax) return text;
    return `${text}\n… (${this.#outputBytes} bytes in all; the first ${outputShownBytesMax} are shown)`;
  }

  /** The command that begins a check; it loads the exercise. */
  begin(parameters: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#ask("begin", parameters, loadMsMax, {
      expected: "the file to load",
      got: `nothing within ${loadMsMax} ms of real time`,
      why:
        "An endless loop or a top-level await that never ends keeps the whole program from " +
        "starting. Top-level code only defines; work begins when the function is called.",
    }) as Promise<Record<string, unknown>>;
  }

  /** Sends a command and returns the reply. */
  command(
    name: string,
    parameters: Record<string, unknown> = {},
  ): Promise<unknown> {
    return this.#ask(name, parameters, unresponsiveMsMax, {
      expected: "your code to let the event loop turn",
      got: `no turn within ${unresponsiveMsMax * this.#slow} ms of real time`,
      why:
        "A loop without await, or a blocking call such as Atomics.wait, stops everything else " +
        "in the process: no request is answered, no timer fires.",
    });
  }

  /** Resident memory of the process, in bytes; 0 where the system does not tell. */
  async residentBytes(): Promise<number> {
    return await residentMemory(this.#child.pid) ?? 0;
  }

  /** Kills the process and waits until nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(
      new Ruling({
        verdict: "crash",
        expected: "the check to go on",
        got: "its end",
      }),
    );
    // Until now the process did not keep the examiner's event loop alive.
    this.#child.ref();
    await this.#finished;
  }

  async #ask(
    name: string,
    parameters: Record<string, unknown>,
    limitMs: number,
    late: { expected: string; got: string; why: string },
  ): Promise<unknown> {
    if (this.#ended) throw this.#ended;
    if (name !== "turn") this.commanded++;
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<unknown>();
    this.#replies.set(id, reply);
    const timer = setTimeout(
      () => this.#end(new Ruling({ verdict: "timeout", ...late })),
      limitMs * this.#slow,
    );
    try {
      const frame = encodeFrame(this.#token, { ...parameters, id, do: name });
      // A process that has ended is noticed by its status, with the reason.
      this.#stdin.write(frame).catch(() => {});
      return await reply.promise;
    } finally {
      clearTimeout(timer);
      this.#replies.delete(id);
    }
  }

  async #read(): Promise<void> {
    const frames = new FrameReader(this.#token, {
      frame: (value) => this.#heard(value as Record<string, unknown>),
      stray: (bytes) => this.#printed(bytes),
    });
    await Promise.all([
      each(this.#child.stdout, (bytes) => frames.push(bytes)),
      each(this.#child.stderr, (bytes) => this.#printed(bytes)),
    ]);
    frames.end();
    const status = await this.#child.status;
    warden().forget(this.#child.pid);
    this.#end(this.#deathRuling(status));
    // Fails when the process closed its end first: closed is closed.
    await this.#stdin.close().catch(() => {});
  }

  #heard(value: Record<string, unknown>): void {
    if (typeof value.event === "string") {
      this.told++;
      if (value.event === "ready") this.#ready = true;
      if (value.event === "uncaught") {
        this.#uncaught = value.error as SubjectError;
      }
      return this.onEvent(value as unknown as SubjectEvent);
    }
    const reply = this.#replies.get(Number(value.id));
    if (value.error) {
      reply?.reject(new SubjectCommandError(value.error as SubjectError));
    } else reply?.resolve(value.value);
  }

  #printed(bytes: Uint8Array): void {
    const room = outputShownBytesMax - this.#outputBytes;
    if (room > 0) this.#output.push(bytes.slice(0, room));
    this.#outputBytes += bytes.length;
    if (this.#outputBytes <= outputBytesMax) return;
    this.#end(
      limitRuling(
        "output",
        `${outputBytesMax} bytes of output`,
        `${this.#outputBytes} bytes`,
      ),
    );
  }

  async #lookAtMemory(): Promise<void> {
    const bytes = await residentMemory(this.#child.pid);
    if (bytes === undefined || bytes <= residentBytesMax) return;
    const mebibytes = (value: number) =>
      `${Math.round(value / 2 ** 20)} MiB of memory`;
    this.#end(
      limitRuling("memory", mebibytes(residentBytesMax), mebibytes(bytes)),
    );
  }

  #deathRuling(status: Deno.CommandStatus): Ruling {
    if (!this.#ready) return neverReady(status, this.output);
    const uncaught = this.#uncaught ?? uncaughtIn(this.output);
    if (/heap (out of memory|limit)|out of memory/i.test(this.output)) {
      return limitRuling(
        "heap",
        `${heapMebibytesMax} MiB of JavaScript heap`,
        "more",
      );
    }
    const got = uncaught
      ? `an error that nobody caught, which ends the process: ${uncaught.name}: ${uncaught.message}`
      : `the process ended by itself with code ${status.code}`;
    const why = uncaught
      ? "In a real server an uncaught error takes every other reader down with it. Catch it where it can be answered."
      : "Your code is part of a server or page that goes on: it must never end the process (Deno.exit, process.exit).";
    return new Ruling({
      verdict: "crash",
      expected: "the process to stay alive",
      got,
      why,
    });
  }

  #end(ruling: Ruling): void {
    if (this.#ended) return;
    this.#ended = ruling;
    clearInterval(this.#memoryLook);
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // Ended already.
      if (
        !(error instanceof TypeError || error instanceof Deno.errors.NotFound)
      ) throw error;
    }
    for (const reply of this.#replies.values()) reply.reject(ruling);
  }
}

/** Before the runner is ready, nothing of the learner's has run. */
function neverReady({ code }: Deno.CommandStatus, output: string): Ruling {
  return new Ruling({
    verdict: "harness-error",
    expected: "the examiner's runner to start",
    got: `code ${code}: ${output}`,
    why:
      "This is an error of the kit, not of your code. Run `deno task doctor`, and report what it says.",
  });
}

function limitRuling(what: string, expected: string, got: string): Ruling {
  return new Ruling({
    verdict: "crash",
    expected: `at most ${expected}`,
    got,
    why:
      `The ${what} limit was reached and the process was ended. Something grows without a bound: ` +
      "look for a loop that adds, prints or allocates and never waits.",
  });
}

/** Deno's own words for an error that nobody caught. */
function uncaughtIn(output: string): SubjectError | undefined {
  const match =
    /error: Uncaught (?:\(in (?:worker )?promise\) )?(?:(\w*Error|\w+): )?(.*)/
      .exec(output);
  return match
    ? { name: match[1] ?? "Error", message: match[2] ?? "" }
    : undefined;
}

async function each(
  stream: ReadableStream<Uint8Array>,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) take(bytes);
}
