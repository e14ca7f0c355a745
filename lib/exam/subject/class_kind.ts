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

/** What one object is constructed with. */
export interface ClassParameters {
  /** The stream. */
  readonly url: string;
  /** Options of the exercise. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Types of events that are listened to. */
  readonly listen: readonly string[];
  /** Types of events that handlers are set for, as `onmessage`. */
  readonly handlers: readonly string[];
  /** The type of the first event after which `close()` is called, within its dispatch. */
  readonly closeOn?: string | undefined;
}

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
  const { url, options, listen, handlers, closeOn } =
    command as unknown as ClassParameters;
  const source = new (exported as EventSourceClass)(new URL(url), options);
  let closes = closeOn;
  const listener = (type: string) => (event: Event) => {
    activity.happened++;
    const { data, lastEventId, origin } = event as MessageEvent;
    const { readyState } = source;
    send({ event: "fired", type, data, lastEventId, origin, readyState });
    if (type !== closes) return;
    closes = undefined;
    source.close();
  };
  for (const type of listen) {
    source.addEventListener(type, listener(type));
  }
  for (const type of handlers) {
    source[`on${type}`] = listener(type);
  }
  return source;
}
