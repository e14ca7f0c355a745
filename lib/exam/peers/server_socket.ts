import type { ResponseHead } from "wire";
import { judgeHandshake } from "./judge_handshake.ts";
import type { Probe } from "./probe.ts";
import { fail } from "../verdict/ruling.ts";
import { SocketProbe } from "./socket_probe.ts";
import type { SocketRole, SocketTransport } from "./socket_side.ts";
import type { Stage } from "../stage/stage.ts";

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
