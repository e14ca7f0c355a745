// Asks for the stream with ?since=, and reads its lines by hand.
import type { Message } from "kernel";

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
  let cursor = since;
  for (const message of await list(url, cursor, signal)) {
    if (message.id <= cursor) continue;
    cursor = message.id;
    yield message;
    if (signal?.aborted) return;
  }
  for await (const { type, data } of stream(url, `${cursor}`, signal)) {
    if (signal?.aborted) return;
    if (type === "reset") {
      cursor = 0;
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
  since: string,
  signal?: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const address = new URL(`messages/stream?since=${since}`, url);
  const response = await get(address, {}, signal);
  let rest = "";
  for await (
    const piece of response.body!.pipeThrough(
      new TextDecoderStream(),
      signal ? { signal } : {},
    )
  ) {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string) =>
        new RegExp(`(?:^|\\n)${name}: ?([^\\n]*)`).exec(block)?.[1];
      const data = field("data");
      if (data !== undefined) yield { type: field("event") ?? "message", data };
    }
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
