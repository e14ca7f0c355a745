/**
 * 4.3 Snapshot, then stream: one possibility.
 *
 * @module
 */
import type { Message } from "kernel";
import { ServerSentEventParseStream } from "@std/http";

/** Options for {@linkcode messages}. */
export interface Options {
  /**
   * Id of the last message that the caller has seen.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration ends only with the stream.
   */
  signal?: AbortSignal;
  /**
   * Called when the server cannot go on at the cursor; the stream begins anew.
   *
   * @default {undefined} Nobody is told.
   */
  onReset?: (range: Range) => void;
}

/** What the server still keeps. */
export interface Range {
  /** Id of the oldest kept message. */
  oldest: number;
  /** Id of the newest message. */
  newest: number;
}

/** The server refused. */
export class HttpError extends Error {
  override name = "HttpError";

  /** Keeps the status of the answer. */
  constructor(readonly status: number) {
    super(`Cannot read the board: the server answered ${status}`);
  }
}

/** Yields every message of the board at `url` after `since`, each once, in order. */
export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal, onReset } = options;
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;
  }
  // The stream goes on where the list ends, so nothing can fall between the two.
  for await (const { type, data } of stream(url, `${cursor}`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0; // Ids begin anew: what looks old may be new.
      onReset?.(JSON.parse(data));
      continue;
    }
    if (type !== "message") continue;
    const message: Message = JSON.parse(data);
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
  }
}

/** The messages after `since`, as they are now. */
async function list(
  url: URL,
  since: number,
  signal?: AbortSignal,
): Promise<Message[]> {
  const address = new URL(`messages?since=${since}`, url);
  const response = await get(address, {}, signal);
  return await response.json();
}

interface StreamEvent {
  type: string;
  data: string;
}

/** The events of the stream after `lastEventId`; "" for all. */
async function* stream(
  url: URL,
  lastEventId: string,
  signal?: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const headers = {
    accept: "text/event-stream",
    ...(lastEventId ? { "last-event-id": lastEventId } : {}),
  };
  const response = await get(new URL("messages/stream", url), headers, signal);
  const events = response.body!.pipeThrough(
    new ServerSentEventParseStream(),
    // Once more: Deno forgets the signal of a fetch whose response nobody keeps.
    signal ? { signal } : {},
  );
  for await (const { event: type = "message", data } of events) {
    if (data !== undefined) yield { type, data };
  }
}

async function get(
  address: URL,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(address, {
    headers,
    ...(signal ? { signal } : {}),
  });
  if (response.status === 200) return response;
  await response.body?.cancel();
  throw new HttpError(response.status);
}
