// Caught by: loses nothing while the list is on its way
// Misconception: The stream is open first, so nothing can be missed.
// Says: from your client
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
  const { since = 0, signal } = options;
  const events = stream(url, `${since}`, signal);
  const waiting: Message[] = [];
  let wake = () => {};
  let cursor: number | undefined;
  const reading = read();
  const missed = await list(url, since, signal);
  cursor = since;
  for (const message of missed) {
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;
  }
  while (!signal?.aborted) {
    const message = waiting.shift();
    if (message) yield message;
    else {
      const news = new Promise<void>((resolve) => wake = resolve);
      await Promise.race([news, reading]);
    }
  }

  async function read(): Promise<void> {
    for await (const { data } of events) {
      const message: Message = JSON.parse(data);
      // Nobody knows yet where the list ends.
      if (cursor === undefined || message.id <= cursor) continue;
      waiting.push(message);
      wake();
    }
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
