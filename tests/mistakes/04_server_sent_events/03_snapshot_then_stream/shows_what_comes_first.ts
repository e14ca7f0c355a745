// Caught by: loses nothing while the list is on its way
// Misconception: What arrives first is shown first.
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
  const seen = new Set<number>();
  const events = stream(url, `${since}`, signal);
  const parts = [list(url, since, signal), events.next()] as const;
  const winner = await Promise.race([
    parts[0].then(() => "list"),
    parts[1].then(() => "stream"),
  ]);
  const show = function* (messages: Message[]): Generator<Message> {
    for (const message of messages) {
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      yield message;
    }
  };
  if (winner === "stream") {
    const { value } = await parts[1];
    yield* show([JSON.parse(value.data)]);
  }
  yield* show(await parts[0]);
  for (let step = await parts[1]; !step.done; step = await events.next()) {
    yield* show([JSON.parse(step.value.data)]);
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
