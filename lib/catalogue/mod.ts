/**
 * What a lesson and an exercise are, and how the lessons of a kit are found.
 *
 * @module
 */
export type { Exercise, Forbidden, Kind } from "./exercise.ts";
export { exerciseFile } from "./exercise_file.ts";
export { inOrder } from "./in_order.ts";
export { label } from "./label.ts";
export type { Lesson } from "./lesson.ts";
export type { Link } from "./link.ts";
export { CatalogueError, loadCatalogue } from "./load_catalogue.ts";
export type { Scenario } from "./scenario.ts";
export { shortName } from "./short_name.ts";
export type { Trial } from "./trial.ts";
