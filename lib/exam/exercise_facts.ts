import type { Exercise } from "catalogue";

/** What the examiner has to know of an exercise; the catalogue has more. `needs` are paths here. */
export type ExerciseFacts = Pick<
  Exercise,
  | "id"
  | "number"
  | "path"
  | "kind"
  | "exports"
  | "needs"
  | "imports"
  | "forbidden"
  | "environment"
  | "secure"
>;
