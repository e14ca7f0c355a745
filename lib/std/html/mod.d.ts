/**
 * Text in HTML, as documented for `@std/html` 1.
 *
 * @module
 */

/** Texts by entity, such as `{ "&amp;": "&" }`. */
export type EntityList = Record<string, string>;

/** Options for {@linkcode unescape}. */
export type UnescapeOptions = {
  /** Entities to replace; by default the five of XML and `&nbsp;`. */
  entityList: EntityList;
};

/** Replaces `&`, `<`, `>`, `"` and `'` by entities. */
export function escape(str: string): string;

/** Replaces entities by what they stand for. */
export function unescape(
  str: string,
  options?: Partial<UnescapeOptions>,
): string;
