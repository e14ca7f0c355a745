// No timers: looks at the clock when a request comes. Compares what the bodies say.
import { type Draft, type EventLog, problem } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * Asks the moderator: resolves when she agrees, rejects when she cannot be
   * reached.
   *
   * @default {agree} Agrees after a second.
   */
  approve?: (draft: Draft) => Promise<void>;
  /**
   * How long the answer to a key is kept, in milliseconds.
   *
   * @default {86_400_000} A day.
   */
  keepMs?: number;
}

interface Entry {
  message: string;
  until: number;
  answered: Promise<[string, ResponseInit]>;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { approve = agree, keepMs = 86_400_000 } = options;
  const entries = new Map<string, Entry>();

  function begin(key: string, body: string): Entry {
    const entry: Entry = {
      message: essence(body),
      until: Infinity,
      answered: publish(log, approve, body).then(async (response) => {
        const { status, headers } = response;
        if (status === 201) entry.until = Date.now() + keepMs;
        else entries.delete(key);
        return [await response.text(), { status, headers }];
      }),
    };
    entries.set(key, entry);
    return entry;
  }

  return async (request) => {
    if (request.method !== "POST") return Response.json(log.since(0));
    const body = await request.text();
    const key = request.headers.get("idempotency-key");
    if (key === null) return publish(log, approve, body);
    const known = entries.get(key);
    const entry = known && known.until > Date.now() ? known : begin(key, body);
    if (entry.message !== essence(body)) {
      return new Response(null, { status: 422 });
    }
    return new Response(...await entry.answered);
  };
}

function essence(body: string): string {
  const { from, text } = JSON.parse(body);
  return JSON.stringify([from, text]);
}

/** Publishes what the moderator agrees to. */
async function publish(
  log: EventLog,
  approve: (draft: Draft) => Promise<void>,
  body: string,
): Promise<Response> {
  const { from, text } = JSON.parse(body);
  try {
    await approve({ from, text });
  } catch {
    return problem(503, { title: "The moderator cannot be reached" });
  }
  const message = log.append({ from, text });
  const headers = { location: `/messages/${message.id}` };
  return Response.json(message, { status: 201, headers });
}

/** Stands in for the moderator when you try the exercise. */
function agree(): Promise<void> {
  return new Promise((resolve) => setTimeout(() => resolve(), 1_000));
}
