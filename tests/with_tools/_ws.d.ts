/** What the comparisons use of npm:ws; its own types bring those of Node along, which differ from Deno's. */

/** A socket of either side; as a client also a `WebSocket` as the web knows it. */
export class WebSocket {
  constructor(url: string, protocols?: string[]);
  on(event: "open" | "close", listener: () => void): this;
  on(event: "message", listener: (data: unknown) => void): this;
  on(
    event: "unexpected-response",
    listener: (
      request: { destroy(): void },
      response: { statusCode: number; headers: Record<string, string> },
    ) => void,
  ): this;
  send(text: string): void;
  close(): void;
  /** Breaks the connection off. */
  terminate(): void;
}

/** A server on a port of its own. */
export class WebSocketServer {
  constructor(options: { host: string; port: number });
  readonly clients: Set<WebSocket>;
  address(): { port: number };
  on(event: "listening", listener: () => void): this;
  on(
    event: "connection",
    listener: (socket: WebSocket, request: { url: string }) => void,
  ): this;
  close(listener: () => void): void;
}
