/** The bytes of U+FEFF in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

/**
 * The same bytes in pieces of which none begins with U+FEFF, but the first.
 * Deno 2.9's TextDecoder with `stream: true` takes such a character for a byte
 * order mark and drops it, as long as it has seen none; whoever decodes as the
 * platform does is right.
 *
 * @see {@link https://encoding.spec.whatwg.org/#dom-textdecoder-decode | The Encoding Standard, decode()}
 */
export function keepMarks(pieces: readonly Uint8Array[]): Uint8Array[] {
  const all = pieces.flatMap((piece) => [...piece]);
  const kept: Uint8Array[] = [];
  let last = -1; // the latest piece that is not empty
  let place = 0;
  for (const piece of pieces) {
    const isMark = MARK.every((byte, at) => all[place + at] === byte);
    const early = isMark && last >= 0 && piece.length > 0 ? 1 : 0;
    // Its first byte comes with what is before it: the rest is then no beginning.
    if (early) {
      kept[last] = Uint8Array.of(...kept[last] ?? [], ...MARK.slice(0, 1));
    }
    place += piece.length;
    if (early && piece.length === early) continue;
    kept.push(piece.subarray(early));
    if (piece.length > 0) last = kept.length - 1;
  }
  return kept;
}

/** Bytes in so many pieces of one size, none of which begins with U+FEFF but the first. */
export function inPieces(bytes: Uint8Array, count: number): Uint8Array[] {
  const size = Math.ceil(bytes.length / count) || 1;
  return keepMarks(
    Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, at) => bytes.subarray(at * size, (at + 1) * size),
    ),
  );
}
