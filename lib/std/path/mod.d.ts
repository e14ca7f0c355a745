/**
 * Paths of the file system, as documented for `@std/path` 1.
 *
 * @module
 */

/** Separates paths in lists such as `PATH`. */
export const DELIMITER: ":" | ";";

/** Separates the segments of a path. */
export const SEPARATOR: "/" | "\\";

/** The last segment, without `suffix`. */
export function basename(path: string | URL, suffix?: string): string;

/** Everything but the last segment. */
export function dirname(path: string | URL): string;

/** The path of a `file:` URL. */
export function fromFileUrl(url: string | URL): string;

/** Joins and normalizes segments. */
export function join(path: string | URL, ...paths: string[]): string;

/** The way from one path to the other. */
export function relative(from: string, to: string): string;

/** The absolute path of the segments, from the working folder if need be. */
export function resolve(...pathSegments: string[]): string;

/** The `file:` URL of a path. */
export function toFileUrl(path: string): URL;
