import type { Message } from "kernel";
import type { HandshakeInit } from "../peers/handshake_init.ts";
import type { Probe } from "../peers/probe.ts";
import type { ProbeConnection } from "../peers/probe_connection.ts";
import type { ProbeInit } from "../peers/request_text.ts";
import type { ServerSocket } from "../peers/server_socket.ts";

/** What a connection is opened with. */
export interface ConnectionInit {
  /** Whether it stays half open when the server ends its side; default false. */
  readonly stays?: boolean;
}

/** A board that is asked over connections. */
export abstract class AskedBoard {
  /** Opens a keep-alive connection. */
  abstract connection(init?: ConnectionInit): Promise<ProbeConnection>;

  /** Appends messages to the log, all in one tick. */
  abstract publish(...texts: string[]): Promise<Message[]>;

  /** Sends `GET target` on a connection of its own and waits until all has settled. */
  get(target: string, init: ProbeInit = {}): Promise<Probe> {
    return this.request("GET", target, init);
  }

  /** Sends a request on a connection of its own and waits until all has settled. */
  async request(
    method: string,
    target: string,
    init: ProbeInit = {},
  ): Promise<Probe> {
    return await (await this.connection()).request(method, target, init);
  }

  /** Asks for a WebSocket on a connection of its own and waits until all has settled. */
  async socket(
    target = "/messages/socket",
    init: HandshakeInit = {},
  ): Promise<ServerSocket> {
    return await (await this.connection(init)).upgrade(target, init);
  }
}
