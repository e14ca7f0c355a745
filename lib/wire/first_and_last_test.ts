import { assertEquals } from "@std/assert";
import { FirstAndLast } from "./first_and_last.ts";

function kept(count: number): string[] {
  const list = new FirstAndLast<string>(2, 3);
  for (let number = 1; number <= count; number++) list.push(`${number}`);
  assertEquals(list.length, count);
  return list.items((left) => `… ${left} …`);
}

Deno.test("FirstAndLast keeps all as long as they fit", () => {
  assertEquals(kept(0), []);
  assertEquals(kept(5), ["1", "2", "3", "4", "5"]);
});

Deno.test("FirstAndLast keeps both ends in order, and says how many are left out", () => {
  assertEquals(kept(6), ["1", "2", "… 1 …", "4", "5", "6"]);
  assertEquals(kept(1_000), ["1", "2", "… 995 …", "998", "999", "1000"]);
});

Deno.test("FirstAndLast can keep nothing of the end", () => {
  const list = new FirstAndLast<string>(1, 0);
  for (const item of ["1", "2", "3"]) list.push(item);
  assertEquals(list.items((left) => `… ${left} …`), ["1", "… 2 …"]);
});

Deno.test("FirstAndLast begins anew when it is cleared", () => {
  const list = new FirstAndLast<number>(1, 1);
  for (let number = 0; number < 9; number++) list.push(number);
  list.clear();
  list.push(7);
  assertEquals([list.items(() => -1), list.left], [[7], 0]);
});
