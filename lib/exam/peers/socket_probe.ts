import { Buffer } from "node:buffer";
import { equal } from "@std/assert/equal";
import { hexadecimal } from "../../text/hexadecimal.ts";
import { describeJson } from "../text/describe.ts";
import { isReadable } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import type { SeenMessage } from "./socket_reading.ts";
import { SocketSide } from "./socket_side.ts";

/** One side of a WebSocket; what the other side, the learner's, does is judged. */
export class SocketProbe extends SocketSide {
  #taken = 0;

  /** Waits, without letting time pass, until there are `count` messages in all. */
  async expectMessages(count: number): Promise<readonly SeenMessage[]> {
    await this.until(() => this.messages.length >= count);
    if (this.messages.length < count) {
      fail(`${count} messages from ${this.other}`, this.describe());
    }
    return this.messages;
  }

  /** Demands that the next message that nobody took is this value. */
  async expectNext(value: unknown): Promise<void> {
    const place = this.#taken;
    await this.until(() => this.messages.length > place);
    const next = this.messages[place];
    this.#taken = place + 1;
    const right = next !== undefined && isReadable(next.value) &&
      equal(next.value, value);
    if (right) return;
    const got = next === undefined
      ? `no message; ${this.describe()}`
      : describeValue(next.value);
    fail(`the message ${describeValue(value)} from ${this.other}`, got);
  }

  /** Demands that exactly these bytes have come behind the handshake. */
  async expectBytes(bytes: Uint8Array): Promise<void> {
    await this.until(() => this.rawBytes >= bytes.length);
    const { raw } = this;
    if (Buffer.from(raw).equals(bytes)) return;
    const place = bytes.findIndex((byte, index) => byte !== raw[index]);
    const at = place === -1 ? bytes.length : place;
    fail(
      `the ${bytes.length} bytes ${around(bytes, at)} from ${this.other}`,
      `${raw.length} bytes, different from place ${at} on: ${around(raw, at)}`,
    );
  }

  /** Demands that there is no message that nobody took. */
  expectNothingMore(): void {
    const next = this.messages[this.#taken];
    if (next === undefined) return;
    fail(`no further message from ${this.other}`, describeValue(next.value));
  }

  /** Demands a close frame with one of these codes; 1005 stands for an empty one. */
  async expectClosed(...codes: number[]): Promise<void> {
    await this.until(() => this.closed !== undefined);
    const { closed } = this;
    if (closed && codes.includes(closed.code ?? 1005)) return;
    const wanted = codes.map((code) =>
      code === 1005 ? "an empty close frame" : `close ${code}`
    );
    fail(`${wanted.join(" or ")} from ${this.other}`, this.describe());
  }

  /** Demands that the learner's side has left the TCP connection. */
  async expectEnded(): Promise<void> {
    await this.until(() => this.ended !== undefined);
    if (this.ended !== undefined) return;
    fail(`${this.other} to close the TCP connection`, this.describe());
  }

  /** Demands that the WebSocket is still open. */
  async expectOpenStill(): Promise<void> {
    await this.settled();
    if (this.closed === undefined && this.ended === undefined) return;
    fail("the WebSocket to stay open", this.describe());
  }
}

/** Bytes around a place, in hexadecimal. */
function around(bytes: Uint8Array, place: number): string {
  const from = Math.max(0, place - 4);
  const text = hexadecimal(bytes.subarray(from, from + 16));
  return `${from > 0 ? "… " : ""}${text}${
    from + 16 < bytes.length ? " …" : ""
  }`;
}

function describeValue(value: unknown): string {
  return value instanceof Uint8Array
    ? `binary, ${value.length} bytes`
    : describeJson(value);
}
