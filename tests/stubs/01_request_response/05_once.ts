/**
 * 1.5 Once
 *
 * Ada presses "Publish" in the tunnel. Her client sends the message, hears
 * nothing, and sends it again when the light is back. The board shows it twice.
 * Only the server can know that both are the same.
 *
 * @module
 */
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

/** Answers `GET` and `POST /messages`, and publishes once for each `Idempotency-Key`. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { approve = agree, keepMs = 86_400_000 } = options;
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const key = request.headers.get("idempotency-key");
    const body = await request.text();
    if (key === null) return await publish(log, approve, body);
    // TODO: Publish once for each key, and give its answer again for `keepMs`. What you remember stands above.
    throw new Error(
      `Remove this line and remember the key ${key} for ${keepMs} ms`,
    );
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
