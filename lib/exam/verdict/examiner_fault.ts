import { errorCharactersMax } from "../limits.ts";
import { Ruling } from "./ruling.ts";

/** Says that the examiner itself has failed, which costs a learner nothing. */
export function examinerFault(error: unknown): Ruling {
  const text = error instanceof Error
    ? error.stack ?? error.message
    : String(error);
  return new Ruling({
    verdict: "harness-error",
    expected: "the examiner to do its work",
    got: text.slice(0, errorCharactersMax).split("\n"),
    why:
      "This is an error of the kit, not of your code, and costs you nothing. Please report it with the seed.",
  });
}
