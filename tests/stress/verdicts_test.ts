/**
 * Goal: no wrong verdict, ever. A right server and a right client pass 500
 * times in a row while four processes keep both cores busy and the examiner's
 * own event loop is kept busy in slices of 20 ms.
 */
import { join } from "@std/path";
import {
  type AnyScene,
  type CheckDefinition,
  Examination,
  message,
  readSettings,
  type Suite,
} from "exam";
import {
  assertAllPass,
  exercises,
  kit,
  subjectTest,
  suiteOf,
} from "../kit/_kit.ts";
import { keepBusy } from "./_busy.ts";

/** How often a right solution is judged. */
const runs = Number(Deno.env.get("STRESS_RUNS") ?? 500);

/** Examinations side by side: the slices leave the machine time for them. */
const sideBySide = 10;

async function judgeAgainAndAgain(
  id: string,
  body: (scene: AnyScene) => Promise<void>,
): Promise<void> {
  const exercise = exercises.find((exercise) => exercise.id === id)!;
  const suite = await suiteOf(exercise);
  const check = { name: id, heading: "", why: "", body };
  let passed = 0;
  // Both kinds of business have found faults that the other one did not.
  for (const ownLoop of [true, false]) {
    await using _busy = keepBusy({ ownLoop });
    const times = runs / sideBySide / 2;
    const shares = Array.from(
      { length: sideBySide },
      () => judge(suite, check, times),
    );
    const events = (await Promise.all(shares)).flat();
    assertAllPass(events);
    passed += events.length;
  }
  console.log(`${passed} runs, ${passed} passes`);
}

async function judge(suite: Suite, check: CheckDefinition, times: number) {
  const file = join(kit, "solutions", `${suite.exercise.path}.ts`);
  const settings = readSettings((name) =>
    ({ EXAM_SLOW: "10", EXAM_SEED: "4711" })[name]
  );
  await using examination = new Examination(suite.exercise, file, settings);
  const events = [];
  for (let run = 0; run < times; run++) {
    events.push(await examination.run(check));
  }
  return events;
}

subjectTest(
  `a right server passes ${runs} times in a row on a busy machine`,
  async () => {
    await judgeAgainAndAgain(
      "long_polling/time_out",
      async ({ server, clock }) => {
        const quiet = await server.get("/messages?since=0");
        await clock.advance(24_999);
        quiet.expectPending();
        await clock.advance(1);
        await quiet.expectStatus(204);
        const news = await server.get("/messages?since=0");
        await clock.advance(5_000);
        await server.publish("news");
        await news.expectMessages("news");
      },
    );
  },
);

subjectTest(
  `a right client passes ${runs} times in a row on a busy machine`,
  async () => {
    await judgeAgainAndAgain(
      "long_polling/ask_at_once",
      async ({ client, clock, peer, expect }) => {
        await client.start();
        const first = await peer.next();
        await clock.advance(3_000);
        await first.messages(message(1), message(2));
        const second = await peer.next();
        expect(second.query.get("since") === "2", {
          expected: "since=2",
          got: second.target,
        });
        await clock.advance(34_999);
        expect(!second.gone, {
          expected: "a poll that waits",
          got: "one that was given up",
        });
        // The limit aborts the poll, and the next one comes after a drawn wait.
        const polls = peer.requests.length;
        await clock.runUntil(() => peer.requests.length > polls, {
          withinMs: 1 + 500,
          what: "the next poll",
        });
        expect(second.gone, {
          expected: "a poll given up after 35 s",
          got: "one that waits",
        });
        await client.expectMessages(1, 2);
      },
    );
  },
);

subjectTest(
  `a right WebSocket server passes ${runs} times in a row on a busy machine`,
  async () => {
    await judgeAgainAndAgain(
      "websockets/heartbeat_server",
      async ({ server, clock }) => {
        const awake = await server.socket();
        const asleep = await server.socket();
        await clock.advance(19_999);
        awake.expectNothingMore();
        await clock.advance(1);
        await awake.expectNext({ type: "ping" });
        await awake.sendTogether({ type: "ping" }, { type: "pong" });
        await awake.expectNext({ type: "pong" });
        await clock.advance(9_999);
        await asleep.expectOpenStill();
        await clock.advance(1);
        await asleep.expectClosed(1000, 1001, 1005, 1011);
        const [message] = await server.publish("news");
        await awake.expectNext({ type: "message", ...message });
      },
    );
  },
);

subjectTest(
  `a right WebSocket client passes ${runs} times in a row on a busy machine`,
  async () => {
    await judgeAgainAndAgain(
      "websockets/stay_connected",
      async ({ client, clock, peer, expect }) => {
        await client.connect();
        const first = await (await peer.next()).accept();
        await client.publishAll(
          ["a", "b", "c"].map((text) => ({ from: "ann", text })),
        );
        await first.expectMessages(3);
        await first.send({ type: "message", ...message(1) });
        await client.expectMessages(1);
        await first.cut();
        const before = peer.requests.length;
        await clock.runUntil(() => peer.requests.length > before, {
          withinMs: 5_000,
          what: "the next connection",
        });
        const request = await peer.next();
        expect(request.query.get("since") === "1", {
          expected: "since=1",
          got: request.target,
        });
        const second = await request.accept();
        await second.expectMessages(3);
        await client.close();
        await second.expectClosed(1000, 1005);
        await client.expectEnded();
      },
    );
  },
);
