import { activity } from "./activity.ts";
import type { Command } from "./channel.ts";
import type { Beginning, Kind } from "./kind.ts";

/** A class with the surface of `EventSource`. */
interface EventSourceLike extends EventTarget {
  readonly readyState: number;
  close(): void;
  [handler: `on${string}`]: ((event: Event) => void) | null;
}
type EventSourceClass = new (
  url: URL,
  options: Record<string, unknown>,
) => EventSourceLike;

/** A client exercise that is a class: constructed, listened to, and closed. */
export function classKind(beginning: Beginning): Kind {
  let source = construct(beginning);
  return {
    commands: {
      construct: (command: Command) => {
        source = construct({ ...beginning, command });
      },
      close: () => void source.close(),
      readyState: () => source.readyState,
    },
  };
}

/** Constructs one object and tells what it dispatches. */
function construct({ command, exported, send }: Beginning): EventSourceLike {
  const source = new (exported as EventSourceClass)(
    new URL(command.url),
    command.options,
  );
  let closes = command.closeOn as string | undefined;
  const listener = (type: string) => (event: Event) => {
    activity.happened++;
    const { data, lastEventId, origin } = event as MessageEvent;
    const { readyState } = source;
    send({ event: "fired", type, data, lastEventId, origin, readyState });
    if (type !== closes) return;
    closes = undefined;
    source.close();
  };
  for (const type of command.listen as string[]) {
    source.addEventListener(type, listener(type));
  }
  for (const type of command.handlers as string[]) {
    source[`on${type}`] = listener(type);
  }
  return source;
}
