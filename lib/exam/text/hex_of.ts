import { hexadecimal } from "../../text/hexadecimal.ts";

/** Bytes that are shown in full: a public key has so many. */
const shownMax = 65;

/** Bytes in a judgement, so that two values can be compared: of many only the first and the last ones. */
export function hexOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return "no bytes";
  if (bytes.length <= shownMax) return `<${hexadecimal(bytes)}>`;
  const ends = [bytes.subarray(0, 8), bytes.subarray(-8)].map(hexadecimal);
  return `<${ends.join(" … ")}, ${bytes.length} bytes>`;
}
