import { hexadecimal } from "./hexadecimal.ts";

/** More bytes than this are left out. */
const bytesMax = 24;

/** Bytes as a value of a sentence, the first of many: `<81 05 48>`, `<00 00 and 76 more>`. */
export function bytesInHexadecimal(bytes: Uint8Array): string {
  const left = bytes.length - bytesMax;
  const shown = hexadecimal(bytes.subarray(0, bytesMax));
  return `<${shown}${left > 0 ? ` and ${left} more` : ""}>`;
}
