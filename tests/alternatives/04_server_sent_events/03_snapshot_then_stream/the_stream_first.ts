// Opens the stream before the list is there, and keeps its events until the list was shown.
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
  const left = new AbortController();
  const over = AbortSignal.any([left.signal, ...(signal ? [signal] : [])]);
  const events: StreamEvent[] = [];
  let wake = () => {};
  let failure: unknown;
  collect();
  try {
    let cursor = since;
    const missed = await list(url, since, over);
    for (const message of missed) {
      if (message.id <= cursor) continue;
      cursor = message.id;
      yield message;
      if (over.aborted) return;
    }
    while (true) {
      const event = events.shift();
      if (over.aborted) return;
      if (event === undefined) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => wake = resolve);
      } else if (event.type === "reset") {
        const { oldest, newest } = JSON.parse(event.data);
        onReset?.({ oldest, newest });
        cursor = -1;
      } else if (event.type === "message") {
        const message: Message = JSON.parse(event.data);
        if (message.id > cursor) yield message;
        cursor = Math.max(cursor, message.id);
      }
    }
  } finally {
    left.abort();
  }

  async function collect(): Promise<void> {
    try {
      for await (const event of stream(url, `${since}`, over)) {
        events.push(event);
        wake();
      }
      failure = new Error("The stream has ended");
    } catch (error) {
      failure = error;
    }
    wake();
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
