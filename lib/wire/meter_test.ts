import { assertEquals } from "@std/assert";
import { recorded, request, response } from "./_recorded.ts";
import { meter } from "./meter.ts";
import { RunningMeter } from "./running_meter.ts";

Deno.test("RunningMeter counts what is under way", () => {
  const meter = new RunningMeter();
  const answer = response("200 OK", "[ ]");
  const seen = recorded(
    [0, 1, "client", request("/messages")],
    [1, 1, "server", answer.slice(0, -1)],
    [2, 1, "server", answer.slice(-1)],
  ).map((event) => {
    meter.read(event);
    const { connections, requests, responses, emptyAnswers, bodyBytes } =
      meter.reading;
    return [connections, requests, responses[200], emptyAnswers, bodyBytes];
  });
  assertEquals(seen, [
    [1, 0, undefined, 0, 0],
    [1, 1, undefined, 0, 0],
    [1, 1, 1, 0, 2],
    [1, 1, 1, 1, 3],
  ]);
});

Deno.test("meter() counts messages, connections and bytes", () => {
  const poll = request("/messages?since=0");
  const empty = response("200 OK", "[]");
  const full = response("200 OK", "[1]");
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const reading = meter(recorded(
    [0, 1, "client", poll],
    [1, 1, "server", empty],
    [2, 1, "client", poll],
    [3, 1, "server", response("204 No Content")],
    [4, 2, "client", request("/messages", "{}")],
    [5, 2, "server", full],
    [6, 2, "client", poll],
    [7, 2, "server", `${chunked}3\r\n[1]\r\n0\r\n\r\n`],
    [8, 3, "client", poll],
  ));
  assertEquals(reading, {
    requests: 5,
    responses: { 200: 3, 204: 1 },
    emptyAnswers: 2,
    connections: 3,
    requestsPerConnection: [2, 2, 1],
    bytesUp: 4 * poll.length + request("/messages", "{}").length,
    bytesDown: empty.length + full.length + response("204 No Content").length +
      chunked.length + 13,
    headerBytes: 4 * poll.length + request("/messages", "{}").length - 2 +
      empty.length - 2 + full.length - 3 + response("204 No Content").length +
      chunked.length,
    bodyBytes: 2 + 2 + 3 + 3,
    framesUp: 0,
    framesDown: 0,
    frameHeadBytes: 0,
  });
});

Deno.test("meter() reads zero from nothing", () => {
  assertEquals(meter([]), {
    requests: 0,
    responses: {},
    emptyAnswers: 0,
    connections: 0,
    requestsPerConnection: [],
    bytesUp: 0,
    bytesDown: 0,
    headerBytes: 0,
    bodyBytes: 0,
    framesUp: 0,
    framesDown: 0,
    frameHeadBytes: 0,
  });
});
