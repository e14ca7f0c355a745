import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ExerciseFacts } from "../exercise_facts.ts";
import { importProblem, offeredInstead } from "./import_problem.ts";

const exercise = {
  imports: ["kernel", "@std/encoding", "@std/testing"],
  forbidden: [{ name: "kernel serve", because: "you write it" }],
} as unknown as ExerciseFacts;

function lacking(module: string, name: string): string {
  return `The requested module '${module}' does not provide an export named '${name}'`;
}

Deno.test("a name that a door lacks is named, with those that it has", async () => {
  assertEquals(
    await importProblem(exercise, lacking("@std/encoding", "encodeBase32")),
    {
      got:
        'an import of "encodeBase32", which "@std/encoding" does not have here',
      why:
        'Of "@std/encoding" the kit has decodeBase64, decodeBase64Url, decodeHex, encodeBase64, encodeBase64Url, encodeHex. ' +
        "Use one of these, or write it yourself.",
    },
  );
  const mock = await importProblem(
    exercise,
    lacking("@std/testing/mock", "assertSpyCallArg"),
  );
  assertStringIncludes(mock?.why ?? "", "MockError, assertSpyCalls, spy, stub");
});

Deno.test("offeredInstead() says what there is, of doors alone", async () => {
  assertStringIncludes(
    await offeredInstead(`SyntaxError: ${lacking("@std/text", "toCase")}`) ??
      "",
    'Of "@std/text" the kit has levenshteinDistance. Use',
  );
  assertEquals(await offeredInstead(lacking("./mine.ts", "x")), undefined);
  assertEquals(await offeredInstead("Error: something else"), undefined);
});

Deno.test("a name that the kernel lacks or keeps back is named", async () => {
  const lacks = await importProblem(exercise, lacking("kernel", "Board"));
  assertStringIncludes(lacks?.got ?? "", '"Board", which "kernel"');
  assertEquals(lacks?.why.includes("EventLog"), true, lacks?.why);
  assertEquals(lacks?.why.includes(" serve"), false, lacks?.why);
  const hidden = await importProblem(exercise, lacking("kernel", "serve"));
  assertStringIncludes(hidden?.why ?? "", "because you write it");
});

Deno.test("a path that a door lacks is named, with those that it has", async () => {
  assertEquals(
    await importProblem(
      exercise,
      'Import "@std/encoding/base32" not a dependency',
    ),
    {
      got: 'an import of "@std/encoding/base32", which the kit does not have',
      why:
        'Of "@std/encoding" the kit has @std/encoding, @std/encoding/base64, @std/encoding/base64url, @std/encoding/hex. ' +
        "Use one of these, or write it yourself.",
    },
  );
});

Deno.test("what is not allowed is told as before, and a module of the learner's is left to Deno", async () => {
  const other = await importProblem(
    exercise,
    'Import "@std/encodings" not a dependency',
  );
  assertStringIncludes(other?.got ?? "", "does not allow");
  for (
    const module of [
      "./mine.ts",
      "@std/../../x",
      "@std/nothing",
      "@std/toString",
    ]
  ) {
    assertEquals(
      await importProblem(exercise, lacking(module, "x")),
      undefined,
    );
  }
});
