import { assert, assertEquals } from "@std/assert";
import { frame, type Line, recorded, request, response } from "./_recorded.ts";
import { onExchange } from "./on_exchange.ts";
import { Recording } from "./recording.ts";

/** What was told after each line. */
function told(...lines: readonly Line[]): string[][] {
  const recording = new Recording();
  let kinds: string[] = [];
  onExchange(recording, (exchange, { length }) => {
    kinds.push(`${exchange.kind} ${exchange.connection} of ${length}`);
  });
  const steps: string[][] = [];
  const opened = new Set<number>();
  for (const line of lines) {
    const events = recorded(line);
    // Each line alone opens its connection once more.
    for (const event of opened.has(line[1]) ? events.slice(1) : events) {
      recording.record(event);
    }
    opened.add(line[1]);
    steps.push(kinds);
    kinds = [];
  }
  return steps;
}

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const asked = `GET /s HTTP/1.1\r\nHost: a\r\n${upgrade}`;
const switched = `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`;

Deno.test("onExchange() tells each exchange once, when it is complete", () => {
  const stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  assertEquals(
    told(
      [0, 1, "client", request("/a").slice(0, 5)],
      [1, 1, "client", request("/a").slice(5)],
      [2, 2, "client", request("/b")],
      [3, 1, "server", response("200 OK", "whole").slice(0, -3)],
      [4, 1, "server", "ole"],
      [5, 2, "server", stream],
      [6, 2, "server", "data: x\n\n: y\n\n"],
      [7, 2, "server", "RST"],
    ),
    [
      [],
      ["request 1 of 1"],
      ["request 2 of 1"],
      [],
      ["response 1 of 2"],
      ["response 2 of 2"],
      ["event 2 of 4", "event 2 of 4"],
      ["cut 2 of 5"],
    ],
  );
});

Deno.test("onExchange() tells frames in the order in which they are complete", () => {
  const long = frame(1, "x".repeat(50), { masked: true });
  assertEquals(
    told(
      [0, 1, "client", asked],
      [1, 1, "server", switched],
      [2, 1, "client", long.subarray(0, 1)],
      [3, 1, "server", frame(9)],
      [4, 1, "client", long.subarray(1, 40)],
      [5, 1, "server", frame(10)],
      [6, 1, "client", long.subarray(40)],
    ),
    [
      ["request 1 of 1"],
      ["response 1 of 2"],
      [],
      ["frame 1 of 3"],
      [],
      ["frame 1 of 5"],
      ["frame 1 of 5"],
    ],
  );
});

Deno.test("onExchange() reads a socket that has lived long as fast as a new one", () => {
  const recording = new Recording();
  let count = 0;
  const stop = onExchange(recording, () => count++);
  const say = (...lines: Line[]) => {
    for (const event of recorded(...lines)) recording.record(event);
  };
  say([0, 1, "client", asked], [1, 1, "server", switched]);
  const ping = frame(9);
  for (let at = 0; at < 20_000; at++) {
    recording.record({
      kind: "bytes",
      at,
      connection: 1,
      from: "server",
      bytes: ping,
    });
  }
  assertEquals(count, 20_002);
  stop();
  say([9, 1, "server", ping]);
  assert(count === 20_002, "told after stop()");
});

Deno.test("onExchange() tells a request that waits for 100 when its head has come", () => {
  const head =
    "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  assertEquals(
    told(
      [0, 1, "client", head],
      [1, 1, "server", "HTTP/1.1 100 Continue\r\n\r\n"],
      [2, 1, "client", "{}"],
      [3, 1, "server", response("201 Created", "{}")],
    ).map((kinds) => kinds.map((kind) => kind.split(" ")[0])),
    [["request"], ["response"], [], ["response"]],
  );
});
