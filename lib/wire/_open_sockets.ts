import type { RequestExchange } from "./exchange.ts";
import type { Side } from "./wire_event.ts";

/** The connections that have been answered 101, and how far they are closed. */
export class OpenSockets {
  readonly #requests = new Map<number, RequestExchange>();
  readonly #closed: Record<Side, Set<number>> = {
    client: new Set(),
    server: new Set(),
  };

  /** A request was answered 101. */
  open(request: RequestExchange): void {
    this.#requests.set(request.connection, request);
  }

  /** A side sent a close frame; a client may do so before its request is answered. */
  close(connection: number, by: Side): void {
    this.#closed[by].add(connection);
  }

  /** A connection ended; returns the request that opened its socket, if it had one. */
  leave(connection: number): RequestExchange | undefined {
    const request = this.#requests.get(connection);
    this.#requests.delete(connection);
    return request;
  }

  /** Whether both sides have sent close frames. */
  isClosed(connection: number): boolean {
    const { client, server } = this.#closed;
    return client.has(connection) && server.has(connection);
  }

  /** The requests whose sockets are open. */
  get requests(): RequestExchange[] {
    return [...this.#requests.values()];
  }
}
