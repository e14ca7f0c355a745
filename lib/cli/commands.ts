import { newEntry } from "./author/new.ts";
import { mutants } from "./author/mutants/mutants.ts";
import { prove } from "./author/prove.ts";
import { doctor } from "./doctor/doctor.ts";
import { grade } from "./grade/grade.ts";
import { hint } from "./progress/hint.ts";
import type { Command } from "./kit/kit.ts";
import { lesson } from "./lesson/lesson.ts";
import { reset } from "./progress/reset.ts";
import { solution } from "./progress/solution.ts";
import { status } from "./progress/status.ts";
import { talk } from "./talk/talk.ts";
import { tryOut } from "./try/try.ts";

/** Every command by its name, in the order of the help screen. */
export const commands: Readonly<Record<string, Command>> = {
  lesson,
  try: tryOut,
  talk,
  grade,
  hint,
  solution,
  reset,
  status,
  doctor,
  new: newEntry,
  prove,
  mutants,
};
