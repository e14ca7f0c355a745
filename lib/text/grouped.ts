/** Made once: of a flood every line is told its numbers. */
const numbers = new Intl.NumberFormat("en-US");

/** A number with its digits in groups of three: `24,999`. */
export function grouped(number: number): string {
  return numbers.format(number);
}
