import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { Message } from "kernel";

/** A real nginx that plays the board with files, on a free port of this machine. */
export interface Nginx extends AsyncDisposable {
  /** Base URL of the board. */
  readonly url: URL;
  /** What is answered to `GET /messages?since=CURSOR` from now on. */
  put(cursor: number, messages: readonly Message[]): Promise<void>;
  /** Answers everything with 503 and `Retry-After: 1`, or stops doing so. */
  close(isClosed: boolean): Promise<void>;
}

/** Longer than any machine takes to start nginx. */
const START_LIMIT_MS = 30_000;

/** Starts nginx with the board's files. */
export async function startNginx(path: string): Promise<Nginx> {
  const folder = await Deno.makeTempDir({ prefix: "hold_the_line_" });
  const root = join(folder, "board");
  await Deno.mkdir(root);
  const nginx = await runNginx(path, folder, filesOf(root));
  return {
    ...nginx,
    async put(cursor, messages) {
      // Renamed into its place, so that nginx never reads half a file.
      const file = join(folder, "temp", "next.json");
      await Deno.writeTextFile(file, JSON.stringify(messages));
      await Deno.rename(file, join(root, `since-${cursor}.json`));
    },
    async close(isClosed) {
      const sign = join(root, "closed");
      await (isClosed ? Deno.writeTextFile(sign, "") : Deno.remove(sign));
    },
  };
}

/**
 * Starts nginx in a temporary folder, which it removes at its end, with a
 * configuration of its own. `content` says in nginx's words what it answers.
 */
export async function runNginx(
  path: string,
  folder: string,
  content: string,
): Promise<AsyncDisposable & { readonly url: URL }> {
  await Deno.mkdir(join(folder, "temp"));
  const port = freePort();
  const config = join(folder, "nginx.conf");
  await Deno.writeTextFile(config, configuration(folder, port, content));
  const process = new Deno.Command(path, {
    args: ["-p", folder, "-e", "stderr", "-c", config],
    stdin: "null",
    stdout: "null",
  }).spawn();
  await listening(port);
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** nginx cannot choose a port itself. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function listening(port: number): Promise<void> {
  const latest = performance.now() + START_LIMIT_MS;
  while (performance.now() < latest) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await delay(5);
    }
  }
  throw new Error(`Cannot go on: nginx did not listen on port ${port}`);
}

/** One file for each cursor, and a sign that everything is closed. */
function filesOf(root: string): string {
  return `
    default_type application/json;
    root "${root}";
    location = /messages {
      if (-f $document_root/closed) {
        add_header Retry-After 1 always;
        return 503;
      }
      try_files /since-$arg_since.json =404;
    }`;
}

function configuration(folder: string, port: number, content: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path "${folder}/temp";`,
  );
  return `
daemon off;
master_process off;
pid "${folder}/nginx.pid";
events {}
http {
  access_log off;
  ${temporary.join("\n  ")}
  server {
    listen 127.0.0.1:${port};${content}
  }
}
`;
}
