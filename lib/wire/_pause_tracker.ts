import type { RequestExchange } from "./exchange.ts";

/** Endings that are remembered: who asks again asks soon. */
const MAX_ENDINGS = 256;

interface Ending {
  readonly at: number;
  readonly connection: number;
  readonly path: string;
}

/** Knows how long a client paused between the end of one request for news and the next. */
export class PauseTracker {
  readonly #endings: Ending[] = [];

  /** The request was answered completely, or cut. */
  ended(request: RequestExchange, at: number): void {
    const path = pathAsked(request);
    if (path === undefined) return;
    this.#endings.push({ at, connection: request.connection, path });
    if (this.#endings.length > MAX_ENDINGS) this.#endings.shift();
  }

  /** Milliseconds since the client last asked for the same; absent when it did not. */
  pauseBefore(request: RequestExchange): number | undefined {
    const path = pathAsked(request);
    const earlier = this.#endings.filter((ending) =>
      ending.path === path && ending.at <= request.at
    );
    // Clients that poll side by side are told apart by their connections.
    const ending =
      earlier.findLast(({ connection }) => connection === request.connection) ??
        earlier.at(-1);
    if (ending === undefined) return;
    this.#endings.splice(this.#endings.indexOf(ending), 1);
    return request.at - ending.at;
  }
}

/** The path of a request for news; publishing is not asking. */
function pathAsked({ head }: RequestExchange): string | undefined {
  return head.method === "GET" ? head.target.split("?")[0] : undefined;
}
