/** Bytes as protocols are written about: `81 05 48`. */
export function hexadecimal(bytes: Uint8Array): string {
  return bytes.toHex().replaceAll(/..(?=.)/g, "$& ");
}
