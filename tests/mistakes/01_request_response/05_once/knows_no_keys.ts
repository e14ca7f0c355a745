// Caught by: publishes once for each key
// Misconception: A request is a request, whatever headers it has.
// Says: sent by a client that heard nothing
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

/** The board over request and response; publishes once for each `Idempotency-Key`. */
export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { approve = agree } = options;
  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    return await publish(log, approve, await request.text());
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
