import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { describeHistory } from "./describe_history.ts";
import { judgeHistory } from "./judge_history.ts";

Deno.test("judgeHistory() finds nothing when all came once and in order", () => {
  const nothing = { lost: [], duplicated: [], outOfOrder: [] };
  assertEquals(judgeHistory([], []), nothing);
  assertEquals(judgeHistory([4, 5, 6], [4, 5, 6]), nothing);
});

Deno.test("judgeHistory() tells loss, repetition and disorder apart", () => {
  assertEquals(judgeHistory([1, 2, 3, 4], [2, 4]).lost, [1, 3]);
  assertEquals(judgeHistory([1, 2], [1, 2, 1, 1]), {
    lost: [],
    duplicated: [1, 1],
    outOfOrder: [],
  });
  assertEquals(judgeHistory([1, 2, 3], [1, 3, 2]).outOfOrder, [2]);
  assertEquals(judgeHistory([8, 9], [7, 8, 9]).outOfOrder, [7]);
});

Deno.test("judgeHistory() finds what was done to a right history", () => {
  const histories = fc.uniqueArray(fc.integer({ min: 1 }), { minLength: 2 });
  fc.assert(fc.property(histories, fc.nat(), (expected, nat) => {
    const at = nat % expected.length;
    const id = expected[at]!;
    const without = expected.toSpliced(at, 1);
    assertEquals(judgeHistory(expected, without).lost, [id]);
    assertEquals(judgeHistory(expected, [...expected, id]).duplicated, [id]);
    const last = expected.at(-1)!;
    const late = judgeHistory(expected, [last, ...expected.slice(0, -1)]);
    assertEquals(late.outOfOrder, expected.slice(0, -1));
  }));
});

Deno.test("describeHistory() counts", () => {
  const judgement = judgeHistory([1, 2, 3, 4], [1, 3, 3]);
  assertEquals(
    describeHistory(judgement, 3),
    "lost 2, duplicated 1, out of order 0 over 3 cuts",
  );
  assertEquals(
    describeHistory(judgeHistory([1], [1]), 1),
    "lost 0, duplicated 0, out of order 0 over 1 cut",
  );
});
