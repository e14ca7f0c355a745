// Each poll returns what to do next; a table of statuses; whole milliseconds, rounded up.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  intervalMs?: number;
}

class HttpError extends Error {}
HttpError.prototype.name = "HttpError";

type Outcome =
  | { kind: "news"; list: Message[] }
  | { kind: "trouble"; retryAfter: string | null }
  | { kind: "refusal"; status: number };

export async function* messages(
  url: URL,
  { since: cursor = 0, signal, intervalMs = 2_000 }: Options = {},
): AsyncGenerator<Message> {
  for (let errors = 0; !signal?.aborted;) {
    const outcome = await poll(url, cursor, signal);
    if (signal?.aborted) break;
    let waitMs = intervalMs;
    switch (outcome.kind) {
      case "refusal":
        throw new HttpError(`${outcome.status}`);
      case "trouble":
        waitMs = asked(outcome.retryAfter) ??
          Math.ceil(
            Math.random() * [500, 1e3, 2e3, 4e3, 8e3, 16e3, 3e4][errors]!,
          );
        errors = Math.min(6, errors + 1);
        break;
      case "news":
        errors = 0;
        for (const message of outcome.list) {
          if (signal?.aborted) return;
          cursor = message.id;
          yield message;
        }
    }
    await new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(over, waitMs);
      function over() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", over);
        resolve();
      }
      signal?.addEventListener("abort", over);
    });
  }
}

async function poll(
  url: URL,
  cursor: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  const address = new URL("messages", url);
  if (cursor > 0) address.searchParams.set("since", String(cursor));
  try {
    const response = await fetch(address, signal ? { signal } : undefined);
    const { status } = response;
    if (status === 304) return { kind: "news", list: [] };
    if (status === 200) return { kind: "news", list: await response.json() };
    await response.arrayBuffer();
    const isRefusal = status < 500 && ![408, 425, 429].includes(status);
    if (isRefusal) return { kind: "refusal", status };
    return {
      kind: "trouble",
      retryAfter: response.headers.get("retry-after"),
    };
  } catch {
    return { kind: "trouble", retryAfter: null };
  }
}

function asked(text: string | null): number | null {
  if (!text) return null;
  if (/^[0-9]+$/.test(text)) return 1_000 * +text;
  const at = /^\w{3}, .* GMT$/.test(text) ? Date.parse(text) : NaN;
  return at >= Date.now() ? at - Date.now() : null;
}
