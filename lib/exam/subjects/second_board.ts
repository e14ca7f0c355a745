import type { Message } from "kernel";
import type { ProbeConnection } from "../peers/probe_connection.ts";
import { AskedBoard, type ConnectionInit } from "./asked_board.ts";

/** How the second board is reached through the first. */
interface Ways {
  readonly connection: (init?: ConnectionInit) => Promise<ProbeConnection>;
  readonly publish: (texts: readonly string[]) => Promise<Message[]>;
}

/**
 * A second board in the process of the first: `handler` was called twice, with
 * two logs. What the code keeps once for both shows itself only here.
 */
export class SecondBoard extends AskedBoard {
  readonly #ways: Ways;

  /** A board that is reached in these ways. */
  constructor(ways: Ways) {
    super();
    this.#ways = ways;
  }

  /** Opens a keep-alive connection. */
  override connection(init?: ConnectionInit): Promise<ProbeConnection> {
    return this.#ways.connection(init);
  }

  /** Appends messages to its log, all in one tick. */
  override publish(...texts: string[]): Promise<Message[]> {
    return this.#ways.publish(texts);
  }
}
