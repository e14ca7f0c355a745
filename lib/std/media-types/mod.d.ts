/**
 * Media types, as documented for `@std/media-types` 1.
 *
 * @module
 */

/** The extensions of a media type. */
export function allExtensions(type: string): string[] | undefined;

/** The `Content-Type` of an extension or media type, with its `charset` if it has one. */
export function contentType(extensionOrType: string): string | undefined;

/** The usual extension of a media type. */
export function extension(type: string): string | undefined;

/** Writes a media type with parameters; empty if it cannot be written. */
export function formatMediaType(
  type: string,
  param?: Record<string, string> | Iterable<[string, string]>,
): string;

/** The usual `charset` of a media type. */
export function getCharset(type: string): string | undefined;

/** The media type in small letters, and its parameters. Throws if it is malformed. */
export function parseMediaType(
  type: string,
): [mediaType: string, params: Record<string, string> | undefined];

/** The media type of an extension. */
export function typeByExtension(extension: string): string | undefined;
