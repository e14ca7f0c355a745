import { activity } from "./activity.ts";
import type { Construction } from "./begin.ts";
import type { Beginning, Kind, Send } from "./kind.ts";

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
export function classKind(
  { command, exported, send }: Beginning<"class">,
): Kind<"class"> {
  const begin = (construction: Construction) =>
    construct(exported as EventSourceClass, construction, send);
  let source = begin(command);
  return {
    commands: {
      construct: (command) => {
        source = begin(command);
      },
      close: () => void source.close(),
      readyState: () => source.readyState,
    },
  };
}

/** Constructs one object and tells what it dispatches. */
function construct(
  exported: EventSourceClass,
  { url, options, listen, handlers, closeOn }: Construction,
  send: Send,
): EventSourceLike {
  const source = new exported(new URL(url), options);
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
