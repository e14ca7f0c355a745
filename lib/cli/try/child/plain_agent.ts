import { Agent } from "node:https";
import { connect } from "node:net";

/** Speaks HTTP where `node:https` would speak TLS, for push services of this machine. */
export class PlainAgent extends Agent {
  /** Opens a connection without TLS. */
  override createConnection(
    { host, port }: { host?: string; port?: number | string },
  ) {
    return connect({ host: host ?? "127.0.0.1", port: Number(port) });
  }
}
