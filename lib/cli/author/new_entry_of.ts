import type { Exercise, Kind, Lesson } from "catalogue";
import { kindFacts } from "./kind_facts.ts";
import type { Names } from "./names.ts";

/** What to make. */
export interface NewExercise extends Names {
  /** Its lesson. */
  readonly lesson: Lesson;
  /** Its place there, from 1. */
  readonly place: number;
  /** What the learner writes. */
  readonly kind: Kind;
}

/** Asks the author for the outcome. */
export const outcomeWords =
  "You can say here what a learner can do afterwards.";

/** The entry with which an exercise begins: what is not known yet is for its author. */
export function newEntryOf(
  { lesson, place, kind, name, title }: NewExercise,
): Exercise {
  const { exports, imports } = kindFacts[kind];
  return {
    id: `${lesson.id}/${name}`,
    number: `${lesson.number}.${place}`,
    path: `${lesson.path}/${String(place).padStart(2, "0")}_${name}`,
    title,
    kind,
    exports: exports(name),
    track: "core",
    minutes: 20,
    outcome: outcomeWords,
    needs: [],
    imports,
    forbidden: [],
    norm: {
      text: "RFC 9110 §9",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-9",
    },
  };
}
