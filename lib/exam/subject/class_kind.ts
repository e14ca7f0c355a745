import { activity } from "./activity.ts";
import type { Beginning, Kind } from "./kind.ts";

/** A class with the surface of `EventSource`. */
interface EventSourceLike extends EventTarget {
  readonly readyState: number;
  close(): void;
}
type EventSourceClass = new (
  url: URL,
  options: Record<string, unknown>,
) => EventSourceLike;

/** A client exercise that is a class: constructed, listened to, and closed. */
export function classKind({ command, exported, send }: Beginning): Kind {
  const source = new (exported as EventSourceClass)(
    new URL(command.url),
    command.options,
  );
  for (const type of command.listen as string[]) {
    source.addEventListener(type, (event) => {
      activity.happened++;
      const { data, lastEventId } = event as MessageEvent;
      send({
        event: "fired",
        type,
        data,
        lastEventId,
        readyState: source.readyState,
      });
    });
  }
  return {
    begun: {},
    commands: {
      close: () => source.close(),
      readyState: () => source.readyState,
    },
  };
}
