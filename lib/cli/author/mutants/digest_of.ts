import { createHash } from "node:crypto";

/** One digest of several texts, in hexadecimal digits: SHA-256. */
export function digestOf(texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}
