// Caught by: tells keys apart, whatever they look like
// Misconception: Headers know no upper and lower case, and neither do their values.
// Says: the moderator asked 2 times in all
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

/** What is remembered of the first request with a key. */
interface First {
  /** Its body; another one with the same key is a mistake. */
  readonly body: string;
  /** Its answer, which may still be on its way; each asker gets a copy. */
  readonly answer: Promise<Response>;
}

/** The board over request and response; publishes once for each `Idempotency-Key`. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { approve = agree, keepMs = 86_400_000 } = options;
  const firsts = new Map<string, First>();

  /** The answer to the first request with a key; forgotten when it failed, or after `keepMs`. */
  async function answerFirst(key: string, body: string): Promise<Response> {
    const response = await publish(log, approve, body);
    if (response.ok) setTimeout(() => firsts.delete(key), keepMs);
    else firsts.delete(key);
    return response;
  }

  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const key = request.headers.get("idempotency-key")
      ?.toLowerCase() ?? null;
    const body = await request.text();
    if (key === null) return await publish(log, approve, body);
    let first = firsts.get(key);
    if (!first) {
      // Remembered before anything is awaited: the next request may come while this one runs.
      first = { body, answer: answerFirst(key, body) };
      firsts.set(key, first);
    }
    if (first.body !== body) {
      return problem(422, { title: "This key belongs to another message" });
    }
    return (await first.answer).clone();
  };
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
