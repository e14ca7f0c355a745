// Requests with the same key queue up; one that waited for a failure is an attempt of its own.
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

interface Place {
  body: string;
  turn: Promise<unknown>;
  response?: Response;
}

export function handler(
  log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { approve = agree, keepMs = 86_400_000 } = options;
  const places = new Map<string, Place>();

  async function attempt(key: string, place: Place): Promise<Response> {
    if (!place.response) {
      // After a failure the key is free; who tries again for it takes it back.
      places.set(key, place);
      const response = await publish(log, approve, place.body);
      if (!response.ok) {
        if (places.get(key) === place) places.delete(key);
        return response;
      }
      place.response = response;
      setTimeout(() => places.delete(key), keepMs);
    }
    return place.response.clone();
  }

  return async (request) => {
    if (request.method === "GET") return Response.json(log.since(0));
    const key = request.headers.get("idempotency-key");
    const body = await request.text();
    if (key === null) return publish(log, approve, body);
    const place = places.get(key) ?? { body, turn: Promise.resolve() };
    places.set(key, place);
    if (place.body !== body) {
      return problem(422, { title: "Unprocessable Content" });
    }
    const mine = place.turn.then(() => attempt(key, place));
    place.turn = mine;
    return await mine;
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
