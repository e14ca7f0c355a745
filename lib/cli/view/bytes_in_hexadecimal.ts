/** More bytes than this are shortened. */
const MAX_BYTES = 24;

/** Shows bytes as protocols are written about: `<81 05 48 65 6c 6c 6f>`. */
export function bytesInHexadecimal(bytes: Uint8Array): string {
  const shown = Array.from(
    bytes.subarray(0, MAX_BYTES),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  const left = bytes.length - shown.length;
  return `<${shown.join(" ")}${left > 0 ? ` and ${left} more` : ""}>`;
}
