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

/** Reads the frames of one direction. It takes the mask off where the bytes are. */
export class Receiver {
  constructor(options: { isServer: boolean });
  on(
    event: "message",
    listener: (data: Uint8Array, isBinary: boolean) => void,
  ): this;
  on(event: "ping" | "pong", listener: (data: Uint8Array) => void): this;
  on(
    event: "conclude",
    listener: (code: number, reason: Uint8Array) => void,
  ): this;
  on(event: "error", listener: (error: Error) => void): this;
  write(bytes: Uint8Array, taken: () => void): void;
}

/** Writes frames. It masks where the bytes are. */
export class Sender {
  constructor(
    socket: {
      cork(): void;
      uncork(): void;
      write(bytes: Uint8Array): void;
    },
  );
  send(
    data: Uint8Array,
    options: {
      binary: boolean;
      fin: boolean;
      mask: boolean;
      compress: boolean;
    },
  ): void;
  ping(data: Uint8Array, mask: boolean): void;
  pong(data: Uint8Array, mask: boolean): void;
  close(code: number | undefined, reason: string, mask: boolean): void;
}
