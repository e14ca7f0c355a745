/** Hexadecimal digits of one word of a seed. */
const wordDigits = 8;

/** Draws that are thrown away, until every bit of the seed has reached every word. */
const warmUpDraws = 15;

/**
 * Returns a generator of numbers in [0, 1) that is fixed by `seed`, 32
 * hexadecimal digits (the algorithm "sfc32": 128 bits of state, so that nobody
 * finds it by trying).
 */
export function randomFrom(seed: string): () => number {
  let [a, b, c, counter] = words(seed);
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let draw = 0; draw < warmUpDraws; draw++) next();
  return next;
}

function words(seed: string): [number, number, number, number] {
  const word = (place: number) =>
    parseInt(seed.slice(place * wordDigits, (place + 1) * wordDigits), 16) | 0;
  return [word(0), word(1), word(2), word(3)];
}
