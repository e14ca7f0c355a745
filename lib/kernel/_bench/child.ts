import { fromFileUrl } from "@std/path";
import { TextLineStream } from "@std/streams";

const denoRun = [
  "run",
  "--allow-net=127.0.0.1",
  "--no-check",
  "--quiet",
  "--v8-flags=--expose-gc",
];

/** A program of this folder in a process of its own; killed at the end of the scope. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  /** Starts `program` with `args`: in Node if it ends in `.mjs`, else in Deno. */
  constructor(program: string, ...args: string[]) {
    const { href } = new URL(program, import.meta.url);
    const inNode = href.endsWith(".mjs");
    this.#process = new Deno.Command(inNode ? "node" : Deno.execPath(), {
      args: [...inNode ? [fromFileUrl(href)] : [...denoRun, href], ...args],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#stdin = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
  }

  /** Sends a line, which means: go on. */
  async goOn(): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode("\n"));
  }

  /** The next line that the program prints. */
  async line(): Promise<string> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("The program ended too early");
    return value;
  }

  /** Kills the program. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#process.status;
    await this.#lines.cancel();
  }
}
