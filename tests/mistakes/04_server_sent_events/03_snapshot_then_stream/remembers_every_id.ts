// Caught by: drops what is sent again
// Misconception: What was not shown yet is new.
// Says: once each and in order
import type { Message } from "kernel";
import { ServerSentEventParseStream } from "@std/http";

interface Options {
  since?: number;
  signal?: AbortSignal;
  onReset?: (range: Range) => void;
}

interface Range {
  oldest: number;
  newest: number;
}

class HttpError extends Error {
  override name = "HttpError";

  constructor(readonly status: number) {
    super(`Cannot read the board: the server answered ${status}`);
  }
}

export async function* messages(
  url: URL,
  options: Options = {},
): AsyncGenerator<Message> {
  const { since = 0, signal, onReset } = options;
  const seen = new Set<number>();
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (seen.has(message.id)) continue;
    seen.add(message.id);
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;
  }
  for await (const { type, data } of stream(url, `${cursor}`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      seen.clear();
      onReset?.(JSON.parse(data));
      continue;
    }
    const message: Message = JSON.parse(data);
    if (seen.has(message.id)) continue;
    seen.add(message.id);
    yield message;
  }
}

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
    new ServerSentEventParseStream({ ignoreComments: true }),
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
