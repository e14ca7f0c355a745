import { join, toFileUrl } from "@std/path";
import { TextLineStream } from "@std/streams";
import { kitFolder } from "../kit_folder.ts";
import { residentBytesMax } from "../limits.ts";
import { warden } from "../warden/warden.ts";

/** A variant of a board, in a process of its own. */
export class BoardProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts the board whose source is the file at `path`. */
  static async start(path: string): Promise<BoardProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--no-check",
        "--quiet",
        "--allow-net=127.0.0.1:0",
        "--allow-read",
        `--config=${join(kitFolder, "deno.json")}`,
        join(import.meta.dirname!, "board_server.ts"),
        toFileUrl(path).href,
      ],
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    warden().watch(child.pid, residentBytesMax);
    const lines = child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      return new BoardProcess(child, Number(line));
    }
    throw new Error(`Cannot start the board ${path}: it ended at once`);
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
    await warden().forget(this.#child.pid);
  }
}
