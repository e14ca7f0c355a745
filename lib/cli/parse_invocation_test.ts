import { assertEquals, assertThrows } from "@std/assert";
import { parseInvocation } from "./parse_invocation.ts";
import { UsageError } from "./kit/usage_error.ts";

const command = {
  flags: {
    all: { says: "everything" },
    seed: { value: "N", says: "the same again" },
  },
  maxWords: 1,
} as const;

function messageOf(...given: string[]): string {
  const parse = () => parseInvocation("grade", command, given);
  return assertThrows(parse, UsageError).message;
}

Deno.test("parseInvocation() keeps 3.10 from becoming 3.1", () => {
  const { words } = parseInvocation("grade", command, ["3.10"]);
  assertEquals(words, ["3.10"]);
});

Deno.test("parseInvocation() reads flags in any place", () => {
  const read = (...given: string[]) => parseInvocation("grade", command, given);
  const expected = { words: ["3"], flags: { all: true, seed: "7" } };
  assertEquals(read("3", "--all", "--seed", "7"), expected);
  assertEquals(read("--seed=7", "--all", "3"), expected);
});

Deno.test("parseInvocation() leaves out what was not given", () => {
  assertEquals(parseInvocation("grade", command, []), { words: [], flags: {} });
});

Deno.test("parseInvocation() refuses unknown flags and says what is near", () => {
  assertEquals(
    messageOf("--sed", "7"),
    '"grade" has no flag "--sed"; did you mean "--seed"?',
  );
  assertEquals(messageOf("--frob=1"), '"grade" has no flag "--frob"');
  assertEquals(messageOf("-x"), '"grade" has no flag "-x"');
});

Deno.test("parseInvocation() refuses a value flag without its value", () => {
  assertEquals(messageOf("--seed"), '"--seed" needs one value behind it');
});

Deno.test("parseInvocation() refuses surplus words", () => {
  assertEquals(
    messageOf("3.1", "3.2"),
    '"grade" takes one word at most: "3.2" is too much',
  );
});
