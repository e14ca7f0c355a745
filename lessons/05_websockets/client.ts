/**
 * Lesson 5, the naive client: it listens and speaks on the same socket, and
 * comes back when that is closed. Exercises 5.3 and 5.5 mend it.
 *
 * @module
 */
import type { Draft, Message } from "kernel";
import { delay } from "@std/async/delay";

/** How long it waits before it comes back, in milliseconds. */
const RETRY_MS = 500;

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen. The naive server does not
   * listen to it.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration never ends.
   */
  signal?: AbortSignal;
  /**
   * What to say, as it comes to mind.
   *
   * @default {[]}
   */
  drafts?: AsyncIterable<Draft> | Iterable<Draft>;
}

/** Yields the messages of the board at `url`, and publishes `drafts` there. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal = new AbortController().signal, drafts = [] } =
    options;
  const address = new URL("messages/socket", url);
  if (since > 0) address.searchParams.set("since", `${since}`);
  let socket: WebSocket | undefined;
  let speaking: Promise<void> | undefined;

  async function speak(): Promise<void> {
    for await (const draft of drafts) {
      socket?.send(JSON.stringify({ type: "publish", ...draft }));
    }
  }

  while (!signal.aborted) {
    const connecting = new WebSocket(address);
    connecting.onopen = () => {
      socket = connecting;
      speaking ??= speak();
    };
    yield* listen(connecting, signal);
    socket = undefined;
    await delay(RETRY_MS, { signal }).catch(() => {});
  }
}

/** The messages on one socket until it is closed, by whichever side. */
function listen(
  socket: WebSocket,
  signal: AbortSignal,
): ReadableStream<Message> {
  const leave = () => socket.close(1000);
  signal.addEventListener("abort", leave);
  return new ReadableStream({
    start(controller) {
      socket.onmessage = ({ data }) => {
        const { type, ...message } = JSON.parse(data);
        if (type === "message") controller.enqueue(message);
      };
      socket.onclose = () => {
        signal.removeEventListener("abort", leave);
        controller.close();
      };
    },
    cancel() {
      socket.onclose = null;
      leave();
    },
  });
}
