import type { Random, Thrown } from "exam";

/**
 * Reasons of every kind that a caller may give to a signal: what a person, a
 * limit, a program and a careless program say; the last says nothing.
 */
export function reasonsOf(random: Random): readonly (string | Thrown)[] {
  return [
    random.text(),
    { name: "TimeoutError", message: random.text() },
    { name: "TypeError", message: random.text() },
    { name: "Error", message: random.text() },
    { value: null },
    { value: 0 },
    { value: "" },
    { value: false },
    {},
  ];
}
