import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("02_polling/06_prove_it", { base: "in_frozen_time" }, {
  asks_only_afterwards: {
    caughtBy: "catches a server for which time matters",
    misconception:
      "The answer to one question has nothing to do with the one before.",
    says: "survived: answers_from_a_cache",
    edits: [[
      "assertEquals(same.status, 304);",
      `assertEquals(same.status, 304);
  time.tick(DAY_MS);`,
    ], [
      'publish("three");',
      `publish("three");
  time.tick(DAY_MS);`,
    ], ["assertEquals((await (await ask()).json()).length, 0);", ""]],
  },
  draws_how_many: {
    caughtBy: "passes our server however often it is run",
    misconception: "What is drawn from five hundred numbers is never 0.",
    says: "with draws near 0",
    edits: [[
      'const published = ["one", "two", "three", "four", "five"];',
      `const count = Math.floor(Math.random() * 500);
  assert(count > 0);
  const published = ["one", "two", "three", "four", "five"];`,
    ]],
  },
  draws_two_of_a_thousand: {
    caughtBy: "passes our server however often it is run",
    misconception: "Two texts that are drawn differ.",
    says: "every test to pass",
    edits: [[
      'const published = ["one", "two", "three", "four", "five"];',
      `const draw = () => \`\${Math.floor(Math.random() * 1_296)}\`;
  const published = [draw(), draw()];
  assertNotEquals(published[0], published[1]);`,
    ]],
  },
  looks_at_the_hour: {
    caughtBy: "passes our server however often it is run",
    misconception: "Tests run by day.",
    says: "at half past midnight",
    edits: [[
      "time.tick(DAY_MS);\n  assertEquals((await (await ask()).json()).length, 1);",
      `assert(new Date().getHours() > 0);
  time.tick(DAY_MS);
  assertEquals((await (await ask()).json()).length, 1);`,
    ]],
  },
  wants_one_millisecond: {
    caughtBy: "passes our server however often it is run",
    misconception: "Two lines of a program run in the same millisecond.",
    says: "every test to pass",
    edits: [[
      'Deno.test("time changes nothing"',
      `Deno.test("two messages come together", () => {
  const log = new EventLog();
  const [one, two] = ["one", "two"].map((text) =>
    log.append({ from: "dora", text })
  );
  assertEquals(one?.at, two?.at);
});

Deno.test("time changes nothing"`,
    ]],
  },
  does_not_await: {
    caughtBy: "catches a server whose tag stands still",
    misconception: "A test that calls its checks has made them.",
    says: "every test to pass",
    edits: [[
      'Deno.test("the tag tells news", async () => {',
      `Deno.test("the tag tells news", () => {
  tagTellsNews().catch(() => {});
});

async function tagTellsNews() {`,
    ], [
      `assertEquals(after.status, 200);
});`,
      `assertEquals(after.status, 200);
}`,
    ]],
  },
  gives_every_message_its_time: {
    caughtBy: "catches a server that repeats or skips a message",
    misconception: "Messages come one after the other, and that takes time.",
    says: "survived: reads_by_time",
    edits: [["_time = new FakeTime()", "time = new FakeTime()"], [
      "publish(text);",
      `{
    publish(text);
    time.tick(1_000);
  }`,
    ], ["time.tick(1)", "time.tick(1_000)"]],
  },
  has_only_two: {
    caughtBy: "has three tests, and our server passes them",
    misconception: "Two promises are nearly three.",
    says: "at least 3 tests",
    edits: [[
      "{ assert, assertEquals, assertNotEquals }",
      "{ assertEquals, assertNotEquals }",
    ], [
      `Deno.test("time changes nothing", async () => {
  using time = new FakeTime();
  const { publish, ask } = setUp();
  assertEquals((await (await ask()).json()).length, 0);
  publish("one");
  assertEquals((await (await ask()).json()).length, 1);
  time.tick(DAY_MS);
  assertEquals((await (await ask()).json()).length, 1);
  assert(time.now > time.start);
});`,
      "",
    ]],
  },
  knows_the_tag: {
    caughtBy: "has three tests, and our server passes them",
    misconception: "The tag is a number in quotes, as in the lesson.",
    says: "demands more than was promised",
    edits: [[
      "assertNotEquals(between, before);",
      `assertNotEquals(between, before);
  assertEquals(between, '"42"');`,
    ]],
  },
  leaves_it_to_chance: {
    caughtBy: "passes our server however often it is run",
    misconception: "A test that nearly always passes is good enough.",
    says: "leaves the verdict to chance",
    edits: [["time.now > time.start", 'Math.random() < 0.02, "not this time"']],
  },
  quiet_is_no_content: {
    caughtBy: "has three tests, and our server passes them",
    misconception: "Nothing new is 204.",
    says: "failed",
    edits: [[
      "assertEquals((await (await ask()).json()).length, 0)",
      "assertEquals((await ask()).status, 204)",
    ]],
  },
  reads_only_the_first_page: {
    caughtBy: "catches a server that repeats or skips a message",
    misconception: "What holds for one page holds for all.",
    says: "sends_the_last_again",
    edits: [["polls < 4", "polls < 1"], [
      "cursor}&limit=2`",
      "cursor}&limit=5`",
    ]],
  },
  stays_within_a_minute: {
    caughtBy: "catches a server for which time matters",
    misconception: "A test that waits for a day takes a day.",
    says: "survived: forgets_after_an_hour",
    edits: [["24 * 60 * 60", "60"]],
  },
  waits_between_two_tags: {
    caughtBy: "catches a server whose tag stands still",
    misconception: "The board needs a moment until it has changed.",
    says: "survived: tags_the_second",
    edits: [["time.tick(1)", "time.tick(2_000)"]],
  },
});

proveWholeMistakes("02_polling/06_prove_it");
