// Keeps URL and tag together in one object that is replaced whole.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

interface Known {
  readonly href: string;
  readonly etag?: string;
}

export async function* messages(
  url: URL,
  { since = 0, signal, intervalMs = 2_000 }: Options = {},
): AsyncGenerator<Message> {
  let known: Known = { href: "" };
  for (let cursor = since; !signal?.aborted; await pause(intervalMs, signal)) {
    const { href } = new URL(
      cursor ? `messages?since=${cursor}` : "messages",
      url,
    );
    const headers = new Headers({ accept: "application/json" });
    if (known.href === href && known.etag !== undefined) {
      headers.set("if-none-match", known.etag);
    }
    const init = signal ? { headers, signal } : { headers };
    const response = await fetch(href, init);
    known = learn(known, href, response);
    if (response.status !== 200) continue;
    for (const message of await response.json() as Message[]) {
      if (signal?.aborted) return;
      cursor = message.id;
      yield message;
    }
  }
}

function learn(known: Known, href: string, response: Response): Known {
  const etag = response.headers.get("etag");
  if (etag !== null) return { href, etag };
  return response.status === 304 ? known : { href };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", done);
}
