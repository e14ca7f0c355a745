import { Ruling } from "../verdict/ruling.ts";

/** Rules that something is repeated without waiting. */
export function hotLoop(got: string): Ruling {
  return new Ruling({
    verdict: "fail",
    expected: "a loop that waits",
    got: `a hot loop: ${got}`,
    why:
      "A loop that does not wait burns the processor of its machine and of the server that it asks. " +
      "Wait for an answer, for an event, or for a time that is long enough.",
  });
}
