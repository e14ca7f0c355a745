// Started by not_modified_bench.ts: answers every question with the same 304.
//   bare         Deno.serve, which looks at method and path only
//   conditional  the solution of 2.4 on Deno.serve, which compares the tags
// Prints its URL and the tag to ask with.
import { EventLog } from "kernel";
import { handler } from "../../solutions/02_polling/04_not_modified.ts";

const log = new EventLog();
for (let count = 0; count < 100; count++) {
  log.append({ from: "bench", text: `no. ${count}` });
}
const conditional = handler(log);
const url = "http://board.example/messages";
const { headers } = await conditional(new Request(url));
const tag = headers.get("etag")!;
const init = {
  status: 304,
  headers: { "etag": tag, "cache-control": "no-cache" },
};

/** Finds out what is asked for, as any server has to, and nothing more. */
function bare(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (request.method !== "GET" || pathname !== "/messages") {
    return new Response(null, { status: 404 });
  }
  return new Response(null, init);
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/ ${tag}`),
}, Deno.args[0] === "bare" ? bare : conditional);

// Ends with its parent, whatever becomes of it.
for await (const _ of Deno.stdin.readable);
Deno.exit();
