/**
 * What the solutions do beyond what their texts demand: they are what people
 * copy, so none has a known fault.
 */
import { assert } from "@std/assert";
import { join } from "@std/path";
import {
  type AnyScene,
  type CheckDefinition,
  Examination,
  message,
  type PeerExchange,
  readSettings,
} from "exam";
import { assertAllPass, exercises, kit, subjectTest, suiteOf } from "./_kit.ts";

type Body = CheckDefinition["body"];

const DAY_MS = 24 * 3_600_000;

/** Longer than a timer can wait: 2^31 - 1 ms are 24.8 days. */
const MONTH_MS = 30 * DAY_MS;

/** Runs one more check against a solution. */
function beyond(id: string, name: string, body: Body): void {
  subjectTest(`the solution of ${id} ${name}`, async () => {
    const exercise = exercises.find((exercise) => exercise.id === id);
    assert(exercise, `There is no exercise ${id}`);
    const suite = await suiteOf(exercise);
    const file = join(kit, "solutions", `${exercise.path}.ts`);
    const settings = readSettings((name) => Deno.env.get(name));
    await using examination = new Examination(suite.exercise, file, settings);
    const check = { name, heading: "", why: "", body };
    assertAllPass([await examination.run(check)]);
  });
}

/** Demands that nobody asks for 29 days, and somebody within a day after 30. */
async function asksInAMonth({ clock, peer }: AnyScene): Promise<PeerExchange> {
  await clock.advance(29 * DAY_MS);
  peer.expectNoRequest();
  const before = peer.requests.length;
  await clock.runUntil(() => peer.requests.length > before, {
    withinMs: 2 * DAY_MS,
    what: "the next request",
  });
  return await peer.next();
}

for (const id of ["polling/back_off", "long_polling/ask_at_once"]) {
  beyond(id, "waits for a month when it is told to", async (scene) => {
    const { client, peer } = scene;
    await client.start();
    const headers = { "retry-after": `${MONTH_MS / 1_000}` };
    await (await peer.next()).answer(503, { headers });
    await (await asksInAMonth(scene)).messages(message(1));
    await client.expectMessages(1);
  });
}

/** Answers with a stream; what it says stands there as it is written. */
async function stream(
  { peer }: AnyScene,
  ...pieces: readonly string[]
): Promise<PeerExchange> {
  const request = await peer.next();
  await request.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of pieces) await request.write(piece);
  return request;
}

/** The data of the events so far, and the id with which each came. */
function eventsOf({ client }: AnyScene): string {
  return client.events.filter(({ data }) => data !== undefined)
    .map(({ data, lastEventId }) => `${data}/${lastEventId}`).join(" ");
}

const reconnect = "server_sent_events/reconnect";

beyond(reconnect, "waits for a month when it is told to", async (scene) => {
  await scene.client.construct();
  await (await stream(scene, `retry: ${MONTH_MS}\n\n`)).end();
  await asksInAMonth(scene);
});

beyond(
  reconnect,
  "reads lines that end in any way, however they are cut",
  async (scene) => {
    const { client, expect } = scene;
    await client.construct();
    await stream(
      scene,
      "id: 1\rdata: a\r\r",
      "id: 2\r\ndata: b\r\n\r",
      "\nid: 3\ndata: c\n\n",
      "id: 4\r",
      "data: d\r",
      "\r",
    );
    const got = eventsOf(scene);
    expect(got === "a/1 b/2 c/3 d/4", { expected: "four events", got });
  },
);

beyond(
  reconnect,
  "loses no event of a stream that ends between CR and LF",
  async (scene) => {
    const { client, clock, peer, expect } = scene;
    await client.construct();
    await (await stream(scene, "retry: 100\r\n", "id: 1\r\ndata: a\r\n\r"))
      .end();
    const got = eventsOf(scene);
    expect(got === "a/1", { expected: "the event", got });
    await clock.advance(1_000);
    const id = (await peer.next()).headers.get("last-event-id");
    expect(id === "1", { expected: "Last-Event-ID: 1", got: `${id}` });
  },
);

for (
  const [what, id] of [
    ["no header carries", "a\u0001b"],
    ["is longer than a header may be", "x".repeat(200_000)],
  ] as const
) {
  beyond(reconnect, `comes back after an id that ${what}`, async (scene) => {
    const { client, clock, peer, expect } = scene;
    await client.construct();
    const text = `retry: 100\nid: ${id}\ndata: a\n\n`;
    await (await stream(scene, text)).end();
    await clock.advance(1_000);
    await peer.next();
    await clock.advance(10_000);
    const state = await client.readyState();
    expect(state !== 2, { expected: "no end", got: `readyState ${state}` });
  });
}

beyond(
  "websockets/conversation",
  "refuses text at the first fragment that is no UTF-8",
  async ({ server }) => {
    const socket = await server.socket("/messages/socket", { passive: true });
    await socket.expectOpen();
    await socket.sendFrame({
      opcode: 1,
      fin: false,
      payload: Uint8Array.of(0xff),
    });
    await socket.expectClosed(1007);
  },
);
