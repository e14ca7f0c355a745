import { activity } from "./activity.ts";
import type { Send } from "./kind.ts";

/** Functions whose calls are told to the examiner, one for each name. */
export function callbacks(
  names: readonly string[],
  send: Send,
): Record<string, (...values: unknown[]) => void> {
  return Object.fromEntries(names.map((name) => [name, (...values) => {
    activity.happened++;
    send({ event: "called", name, arguments: values });
  }]));
}
