/**
 * Paths of the file system, as documented for `@std/path` 1.
 *
 * @module
 */

/** Separates paths in lists such as `PATH`. */
export const DELIMITER: ":" | ";";

/** Separates the segments of a path. */
export const SEPARATOR: "/" | "\\";

/** Matches one or more separators. */
export const SEPARATOR_PATTERN: RegExp;

/** A path in parts. */
export interface ParsedPath {
  /** Root, such as `/` or `C:\`. */
  root: string;
  /** Folder. */
  dir: string;
  /** File name with extension. */
  base: string;
  /** Extension with its dot. */
  ext: string;
  /** File name without extension. */
  name: string;
}

/** Options for globs. */
export interface GlobOptions {
  /**
   * Understands `?(a)`, `*(a)`, `+(a)`, `@(a)` and `!(a)`.
   *
   * @default {true}
   */
  extended?: boolean;
  /**
   * Understands `**`.
   *
   * @default {true}
   */
  globstar?: boolean;
  /**
   * Ignores the case of letters.
   *
   * @default {false}
   */
  caseInsensitive?: boolean;
}

/** The last segment, without `suffix`. */
export function basename(path: string | URL, suffix?: string): string;

/** The longest path that all have in common. */
export function common(paths: string[]): string;

/** Everything but the last segment. */
export function dirname(path: string | URL): string;

/** The extension with its dot. */
export function extname(path: string | URL): string;

/** The path that has these parts. */
export function format(pathObject: Partial<ParsedPath>): string;

/** The path of a `file:` URL. */
export function fromFileUrl(url: string | URL): string;

/** The regular expression that matches what the glob matches. */
export function globToRegExp(glob: string, options?: GlobOptions): RegExp;

/** Whether the path starts at a root. */
export function isAbsolute(path: string): boolean;

/** Whether the text has wildcards. */
export function isGlob(str: string): boolean;

/** Joins and normalizes segments. */
export function join(path: string | URL, ...paths: string[]): string;

/** Joins and normalizes globs. */
export function joinGlobs(globs: string[], options?: GlobOptions): string;

/** Resolves `.` and `..` and repeated separators. */
export function normalize(path: string | URL): string;

/** Normalizes a glob. */
export function normalizeGlob(glob: string, options?: GlobOptions): string;

/** The parts of a path. */
export function parse(path: string): ParsedPath;

/** The way from one path to the other. */
export function relative(from: string, to: string): string;

/** The absolute path of the segments, from the working folder if need be. */
export function resolve(...pathSegments: string[]): string;

/** The `file:` URL of a path. */
export function toFileUrl(path: string): URL;

/** The namespace-prefixed path on Windows, otherwise the same path. */
export function toNamespacedPath(path: string): string;
