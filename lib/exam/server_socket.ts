import type { ResponseHead } from "wire";
import { judgeHandshake } from "./judge_handshake.ts";
import type { Probe } from "./probe.ts";
import { fail } from "./ruling.ts";
import { SocketProbe } from "./socket_probe.ts";
import type { SocketRole, SocketTransport } from "./socket_side.ts";
import type { Stage } from "./stage.ts";

/** How a WebSocket to the learner's server is asked for. */
export interface HandshakeInit {
  /** Headers that replace the usual ones, or are added; `undefined` leaves one out, a list sends several lines. */
  readonly headers?: Record<string, string | readonly string[] | undefined>;
  /** Default `GET`. */
  readonly method?: string;
  /** The raw value of `Sec-WebSocket-Protocol`. */
  readonly protocols?: string;
  /** The value of `Sec-WebSocket-Key`; by default drawn from the seed. */
  readonly key?: string;
  /** The whole request head as it is sent, instead of one that is made of the other members. */
  readonly head?: string | Uint8Array;
  /** Raw bytes that follow in the same packet. */
  readonly behind?: string | Uint8Array;
  /** Places at which head and `behind` are cut into packets, ascending. */
  readonly cuts?: readonly number[];
  /** Whether pings and close frames are left without an answer. */
  readonly passive?: boolean;
}

/** A WebSocket to the learner's server, from the handshake on. */
export class ServerSocket extends SocketProbe {
  readonly #stage: Stage;
  readonly #key: string;

  /** The server's answer to the handshake. */
  readonly response: Probe;

  /** A WebSocket that has been asked for with `key`. */
  constructor(
    stage: Stage,
    transport: SocketTransport,
    asked: {
      readonly key: string;
      readonly response: Probe;
      readonly passive: SocketRole["passive"];
      readonly seed: string;
    },
  ) {
    super(stage, transport, { side: "client", ...asked });
    this.#stage = stage;
    this.#key = asked.key;
    this.response = asked.response;
  }

  /** Demands a right handshake, with this subprotocol or with none. */
  async expectOpen(protocol = ""): Promise<void> {
    await this.#stage.clock.settle(() => this.#head !== undefined);
    const head = this.#head;
    const expected = "101 with the fields of an opening handshake";
    if (head === undefined) fail(expected, this.response.broken ?? "no answer");
    const wrong = judgeHandshake(head, { key: this.#key, protocol });
    if (wrong !== undefined) fail(expected, wrong.split("\n"));
  }

  get #head(): ResponseHead | undefined {
    return this.response.head;
  }
}
