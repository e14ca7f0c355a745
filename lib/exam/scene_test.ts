import { assertThrows } from "@std/assert";
import { exam } from "./exam.ts";
import type { ClientScene, FunctionScene, ServerScene } from "./scene.ts";

/** What a suite would write that takes a scene for one of another kind: each line must not compile. */
export type Mistaken = [
  // @ts-expect-error A client is not a server.
  ClientScene["server"],
  // @ts-expect-error Nobody stands at the other side of a server but the check.
  ServerScene["peer"],
  // @ts-expect-error A function is called, and never started.
  FunctionScene["client"],
];

Deno.test("exam() refuses a kind that the catalogue does not know the exercise by", () => {
  assertThrows(
    () => exam("03_long_polling/02_time_out", "client"),
    TypeError,
    "the catalogue calls it a server, its suite a client",
  );
});
