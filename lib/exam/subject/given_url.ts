const given = new Map<string, URL>();

/**
 * The URL that a caller gives to an exercise: the same object each time, as
 * callers do who read one board twice. Whoever changes it changes it for all.
 */
export function givenUrl(href: string): URL {
  const url = given.get(href) ?? new URL(href);
  given.set(href, url);
  return url;
}
