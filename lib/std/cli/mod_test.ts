import { assertEquals } from "@std/assert";
import { type Args, parseArgs } from "@std/cli";

/** Compiles only if the type of the value is `Expected`, no more and no less. */
function hasType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._same: [Actual] extends [Expected]
      ? [Expected] extends [Actual] ? [] : ["too narrow"]
      : ["not the type"]
  ): void => {};
}

Deno.test("parseArgs() types the options that were declared", () => {
  const args = parseArgs(
    ["3.1", "--json", "--seed", "7", "--only=a", "--only=b", "--no-color"],
    {
      boolean: ["json", "all"],
      string: ["seed", "subject"],
      collect: ["only"],
      negatable: ["color"],
      default: { subject: "exercises", slow: 1 },
    },
  );
  hasType<boolean>()(args.json);
  hasType<string | undefined>()(args.seed);
  hasType<string>()(args.subject);
  hasType<(string | number)[]>()(args._);
  assertEquals(args, {
    _: [3.1],
    json: true,
    all: false,
    seed: "7",
    subject: "exercises",
    only: ["a", "b"],
    color: false,
    slow: 1,
  });
});

Deno.test("parseArgs() takes anything when nothing was declared", () => {
  const args: Args = parseArgs(["lesson", "3", "--once"]);
  assertEquals(args, { _: ["lesson", 3], once: true });
});
