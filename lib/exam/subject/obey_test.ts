import { assert, assertEquals, assertThrows } from "@std/assert";
import { obey } from "./obey.ts";
import type { Command } from "./protocol.ts";

/** A command that the types do not know, as from an examiner of another day. */
function unknown(name: string): Command {
  return { do: name } as unknown as Command;
}

Deno.test("obey() performs a command of the kind, and returns the answer", () => {
  const asked: Command[] = [];
  const readyState = (command: Command) => asked.push(command);
  assertEquals(obey({ readyState }, { do: "readyState" }), 1);
  assertEquals(asked, [{ do: "readyState" }]);
});

Deno.test("obey() refuses what is no command, and names it", () => {
  for (const name of ["toString", "constructor", "__proto__", "pull", ""]) {
    assertThrows(
      () => obey({ readyState: () => 1 }, unknown(name)),
      TypeError,
      `there is no command "${name}"`,
    );
  }
});

Deno.test("obey() repeats no name of any length", () => {
  const { message } = assertThrows(
    () => obey({}, unknown("x".repeat(1_000_000))),
    TypeError,
  );
  assert(message.length < 200, `${message.length} characters`);
});
