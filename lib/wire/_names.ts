import { requestName } from "./_label.ts";
import type { Pen } from "./_pen.ts";
import type { PlotterOptions } from "./_plotter_options.ts";
import type { RequestExchange } from "./exchange.ts";

/** Says which request or which connection something belongs to, where that is not clear. */
export class Names {
  readonly #pen: Pen;
  readonly #open: ReadonlyMap<number, RequestExchange>;
  readonly #options: PlotterOptions;
  readonly #connections = new Set<number>();
  /** The requests whose sockets have spoken. */
  readonly #spoke = new Set<number>();

  /** Looks at what is drawn by `pen`, and at the requests that are `open`. */
  constructor(
    pen: Pen,
    open: ReadonlyMap<number, RequestExchange>,
    options: PlotterOptions,
  ) {
    this.#pen = pen;
    this.#open = open;
    this.#options = options;
  }

  /** A frame was sent on the socket that this request has opened. */
  spoke(request: number): void {
    this.#spoke.add(request);
  }

  /** Frames do not say whose they are; only their connection does. */
  get #namesConnections(): boolean {
    const { connections, cast } = this.#options;
    return connections || !cast && this.#spoke.size > 1;
  }

  /** Says with a request whether its connection was used before, where connections are named. */
  connectionRemark(connection: number): string {
    const isKept = this.#connections.has(connection);
    this.#connections.add(connection);
    if (!this.#namesConnections) return "";
    return `[connection ${connection}, ${isKept ? "kept" : "new"}]`;
  }

  /** Names the connection of a frame when another one spoke before. */
  whose(connection: number, request: number): string {
    const isClear = request === this.#pen.subject || !this.#namesConnections;
    return isClear ? "" : `[connection ${connection}]`;
  }

  /** Names the request when other arrows came between. */
  reference(request: RequestExchange | undefined, word: string): string {
    const isClear = request === undefined ||
      request.id === this.#pen.subject ||
      (this.#options.cast && this.#isOnlyOne(request));
    return isClear ? "" : word + requestName(request);
  }

  /** Whether nothing else is open between the same two participants. */
  #isOnlyOne({ id, connection }: RequestExchange): boolean {
    const { client, server } = this.#pen.sides(connection);
    return [...this.#open.values()].every((other) => {
      const sides = this.#pen.sides(other.connection);
      return other.id === id || sides.client !== client ||
        sides.server !== server;
    });
  }
}
