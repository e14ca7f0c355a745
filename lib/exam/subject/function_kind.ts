import { activity } from "./activity.ts";
import type { Command } from "./channel.ts";
import type { Beginning, Kind } from "./kind.ts";
import { carry, revive } from "./wire_values.ts";

// deno-lint-ignore no-explicit-any
type Exported = (...values: any[]) => unknown;

/** A function exercise: called with values; what becomes of a call is told. */
export function functionKind(beginning: Beginning): Kind {
  const { command: { url }, exported, send } = beginning;
  const aborters: AbortController[] = [];
  const call = async ({ call, values }: Command) => {
    const aborter = aborters[call] = new AbortController();
    const references = { base: url, signal: aborter.signal };
    try {
      const given = revive(values, references) as unknown[];
      const value = carry(await (exported as Exported)(...given));
      activity.happened++;
      send({ event: "resolved", call, value });
    } catch (error) {
      activity.happened++;
      const { name, message, ...members } = carry(thrown(error)) as Record<
        string,
        unknown
      >;
      send({
        event: "rejected",
        call,
        name: members.$error ?? name,
        message,
        members,
      });
    }
  };
  return {
    begun: {},
    commands: {
      call: (command) => void call(command),
      abort: ({ call, reason }) =>
        aborters[call]?.abort(new DOMException(reason, "AbortError")),
    },
  };
}

/** Whatever was thrown, as an error. */
function thrown(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
