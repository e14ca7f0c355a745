import type { HeaderLine } from "wire";
import { quote } from "../text/describe.ts";
import { fail } from "../verdict/ruling.ts";

/**
 * Header lines that crossed the wire, as `Headers`. Raw bytes may hold what no
 * `Headers` takes: then the check fails, with the line.
 */
export function headersOf(
  lines: readonly HeaderLine[],
  whose: string,
): Headers {
  const headers = new Headers();
  for (const [name, value] of lines) {
    try {
      headers.append(name, value);
    } catch {
      fail(
        `header fields as RFC 9110 section 5 writes them, in ${whose}`,
        quote(`${name}: ${value}`),
      );
    }
  }
  return headers;
}
