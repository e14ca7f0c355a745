import type { Exchange, FrameExchange, ResponseExchange } from "./exchange.ts";
import type { WebSocketFrameHead } from "./web_socket_frame.ts";
import { WebSocketFrameReader } from "./web_socket_frame_reader.ts";
import type { Side } from "./wire_event.ts";

/** A time, and the place in the recording of what happened then. */
export interface Moment {
  readonly at: number;
  readonly place: number;
}

/** An exchange, and the place in the recording of the event that began it. */
export interface Placed {
  readonly place: number;
  readonly exchange: Exchange;
}

/** What the frames of a direction have in common. */
type Common = Pick<FrameExchange, "connection" | "from" | "upgrade">;

/** Opcode and compression of a message that is not complete. */
type Message = Pick<FrameExchange, "opcode" | "compressed">;

/** Reads the frames of an opened WebSocket. */
export class SocketReader {
  readonly #directions: Record<Side, Direction>;

  private constructor(response: ResponseExchange, exchanges: Placed[]) {
    const { connection, answers: upgrade } = response;
    const deflates = header(response, "sec-websocket-extensions")
      .includes("permessage-deflate");
    const direction = (from: Side) =>
      new Direction({ connection, from, upgrade }, { deflates, exchanges });
    this.#directions = {
      client: direction("client"),
      server: direction("server"),
    };
  }

  /** The socket that a response opens; absent when another protocol follows. */
  static opened(
    response: ResponseExchange,
    exchanges: Placed[],
  ): SocketReader | undefined {
    const protocol = header(response, "upgrade").toLowerCase();
    return response.head.status === 101 && /^$|websocket/.test(protocol)
      ? new SocketReader(response, exchanges)
      : undefined;
  }

  push(from: Side, bytes: Uint8Array, now: Moment): void {
    this.#directions[from].push(bytes, now);
  }

  /** Says how much came of the frames that are not complete. */
  finish(): void {
    this.#directions.client.finish();
    this.#directions.server.finish();
  }
}

class Direction {
  readonly #common: Common;
  readonly #deflates: boolean;
  readonly #exchanges: Placed[];
  readonly #reader: WebSocketFrameReader;
  #begun: Moment = { at: 0, place: 0 };
  #now: Moment = { at: 0, place: 0 };
  #draft:
    | { -readonly [Key in keyof FrameExchange]: FrameExchange[Key] }
    | undefined;
  #message: Message | undefined;

  constructor(
    common: Common,
    { deflates, exchanges }: { deflates: boolean; exchanges: Placed[] },
  ) {
    this.#common = common;
    this.#deflates = deflates;
    this.#exchanges = exchanges;
    this.#reader = new WebSocketFrameReader({
      head: (head) => this.#begin(head),
      frame: ({ payload }) => this.#complete(payload),
      // The frame whose length is impossible stands there as one that is not complete.
      error: () => {},
    });
  }

  push(bytes: Uint8Array, now: Moment): void {
    if (this.#reader.idle) this.#begun = now;
    this.#now = now;
    this.#reader.push(bytes);
  }

  finish(): void {
    if (this.#draft) this.#draft.received = this.#reader.received;
  }

  #begin(head: WebSocketFrameHead): void {
    const { at, place } = this.#begun;
    const within = this.#message?.opcode;
    this.#draft = {
      kind: "frame",
      at,
      ...this.#common,
      ...head,
      ...(within === undefined ? {} : { within }),
      compressed: this.#isCompressed(head),
      received: 0,
      payload: new Uint8Array(),
    };
    this.#exchanges.push({ place, exchange: this.#draft });
  }

  #isCompressed({ opcode, rsv }: WebSocketFrameHead): boolean {
    if (opcode === 0) return this.#message?.compressed ?? false;
    return this.#deflates && opcode < 8 && (rsv & 4) !== 0;
  }

  #complete(payload: Uint8Array): void {
    const frame = this.#draft;
    if (frame === undefined) return;
    frame.payload = payload;
    frame.received = payload.length;
    frame.completeAt = this.#now.at;
    this.#draft = undefined;
    this.#begun = this.#now;
    if (frame.opcode >= 8) return;
    if (frame.fin) this.#message = undefined;
    else if (frame.opcode !== 0) this.#message = frame;
  }
}

function header({ head }: ResponseExchange, wanted: string): string {
  return head.headers.filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value).join(", ");
}
