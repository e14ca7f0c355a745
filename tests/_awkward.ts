/** Texts that are texts like any other, and that break what treats them as something else. */
export const AWKWARD = [
  "__proto__",
  "constructor",
  "toString",
  "null",
  "0",
  " spaces at both ends ",
  "two\u2028lines\u2029and a \u0085third",
  "marked\ufeff, \ufffdreplaced",
  "\u00e9 and e\u0301 are two",
  "\u{1f4ef}\u{20bb7}",
  '{"text":"quoted \\\\ twice"}',
] as const;

/** A text with a line break of every kind. */
export const LINES = "one\r\ntwo\rthree\nfour";

/** A text that fills more than one packet. */
export const LONG = "long ".repeat(2_000);
