import { fromFileUrl } from "@std/path";
import { type BoardServer, type EventLog, type Handler, serve } from "kernel";
import { board } from "../../lib/cli/board/board.ts";

const root = new URL("../../", import.meta.url);

/** The page of lesson 6. */
export const page: URL = new URL("lessons/06_push/page.html", root);

/** The worker of lesson 6. */
export const naiveWorker: string = await Deno.readTextFile(
  new URL("worker.js", page),
);

/** The solution of 6.3 as a browser takes it. */
export async function solvedWorker(): Promise<string> {
  const solution = new URL("solutions/06_push/03_service_worker.ts", root);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["transpile", "--no-config", fromFileUrl(solution)],
    stderr: "null",
  }).output();
  const script = new TextDecoder().decode(stdout);
  return `${script.replaceAll(/^(.*)export function/gm, "$1function")}
register(self);`;
}

/** Serves the lesson's page with this service worker, and what `handler` answers. */
export function servePage(
  log: EventLog,
  worker: string,
  handler: Handler,
): Promise<BoardServer> {
  const headers = { "content-type": "text/javascript" };
  const around = board({ log, page, handler });
  return serve((request, info) =>
    new URL(request.url).pathname === "/worker.js"
      ? new Response(worker, { headers })
      : around(request, info)
  );
}

/**
 * What a page evaluates to wait until its worker has shown so many notifications:
 * `title: body` of each, sorted.
 */
export function shownNotifications(count: number): string {
  return `(async () => {
    const registration = await navigator.serviceWorker.ready;
    for (;;) {
      const all = await registration.getNotifications();
      const lines = all.map(({ title, body }) => title + ": " + body);
      if (lines.length >= ${count}) return lines.sort();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })()`;
}
