import type { Kind } from "catalogue";
import { chooseLesson } from "../kit/choose.ts";
import { didYouMean } from "../kit/did_you_mean.ts";
import { type Command, EXIT, type Invocation, type Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { kindFacts } from "./kind_facts.ts";
import { namesFrom } from "./names.ts";
import { newExercise } from "./new_exercise.ts";
import { newLesson } from "./new_lesson.ts";

/** `new n` and `new n.m`: every file of a lesson or an exercise, from templates. */
export const newEntry: Command = {
  words: "n | n.m",
  summary: "for authors: write every file of a lesson or an exercise",
  flags: {
    title: { value: "T", says: 'for people: "Time out"' },
    name: { value: "N", says: "for files and ids: time_out" },
    kind: {
      value: "K",
      says: `of an exercise: ${Object.keys(kindFacts).join(", ")}`,
    },
  },
  maxWords: 1,
  async run(kit, { words: [word = ""], flags }) {
    const [, lesson, place] = /^(\d+)(?:\.(\d+))?$/.exec(word) ?? [];
    if (lesson === undefined || Number(lesson) > 99 || Number(place) > 99) {
      throw new UsageError(
        `Say which lesson or exercise is new, by its number, such as 7 or 7.1. Current value is "${word}"`,
        "new --help",
      );
    }
    const written = place === undefined
      ? await lessonOf(kit, Number(lesson), flags)
      : await exerciseOf(kit, [lesson, Number(place)], flags);
    for (const path of written) kit.terminal.print(path);
    kit.terminal.print(`\nNext: ${kit.prefix} prove ${word}`);
    return EXIT.ok;
  },
};

function lessonOf(
  kit: Kit,
  number: number,
  flags: Invocation["flags"],
): Promise<string[]> {
  if (flags.kind !== undefined) {
    throw new UsageError(
      "A lesson has no kind: its exercises have",
      `new ${number}.1 --kind ${flags.kind}`,
    );
  }
  const otherwise = `pattern_${number}`;
  const names = namesFrom(flags, { otherwise, next: "new --help" });
  return newLesson(kit, number, names);
}

function exerciseOf(
  kit: Kit,
  [number, place]: readonly [lesson: string, place: number],
  flags: Invocation["flags"],
): Promise<string[]> {
  if (!kit.lessons.some((lesson) => lesson.number === Number(number))) {
    throw new UsageError(
      `There is no lesson ${number} for exercise ${number}.${place}`,
      `new ${number}`,
    );
  }
  const lesson = chooseLesson(kit.lessons, number);
  const otherwise = `exercise_${place}`;
  const names = namesFrom(flags, { otherwise, next: "new --help" });
  return newExercise(kit, { lesson, place, kind: kindFrom(flags), ...names });
}

function kindFrom({ kind = "server" }: Invocation["flags"]): Kind {
  const known = Object.keys(kindFacts) as Kind[];
  const found = known.find((each) => each === kind);
  if (found) return found;
  const meant = didYouMean(`${kind}`, known);
  throw new UsageError(
    `There is no kind "${kind}"${
      meant ? `; did you mean "${meant}"?` : `: it is ${known.join(", ")}`
    }`,
    "new --help",
  );
}
