import { encodeFrame, lengthBytes } from "./encode_frame.ts";
import { natives } from "./natives.ts";
import type { Reply, Sent, SubjectEvent } from "./protocol.ts";

/** Characters of the token, which comes before every command. */
const tokenBytes = 16;

/** Returns the way to the examiner: standard output, in frames. */
export function sender(token: string): (said: SubjectEvent | Reply) => void {
  return (value) => {
    let rest = encodeFrame(token, value);
    while (rest.length > 0) rest = natives.part(rest, natives.writeOut(rest));
  };
}

function lengthIn(bytes: Uint8Array): number {
  const high = bytes[0]! << 24 | bytes[1]! << 16;
  return (high | bytes[2]! << 8 | bytes[3]!) >>> 0;
}

/** Reads standard input: the token, then one command after the other. */
export class CommandReader {
  #buffer = new natives.Uint8Array(64 * 1024);
  #size = 0;

  /** Reads the token, by which the examiner tells our frames from other output. */
  async readToken(): Promise<string> {
    await this.#fill(tokenBytes);
    return natives.decode(this.#take(tokenBytes));
  }

  /**
   * Reads commands until the input ends. The examiner is gone then, so the
   * process ends too.
   */
  async readCommands(obey: (command: Sent) => void): Promise<never> {
    while (true) {
      await this.#fill(lengthBytes);
      const size = lengthIn(this.#take(lengthBytes));
      await this.#fill(size);
      obey(natives.parse(natives.decode(this.#take(size))) as Sent);
    }
  }

  /** Reads until `size` bytes are there. */
  async #fill(size: number): Promise<void> {
    if (size > this.#buffer.length) this.#grow(size);
    while (this.#size < size) {
      const room = natives.part(this.#buffer, this.#size);
      const read = await natives.read(room as Uint8Array<ArrayBuffer>);
      if (read === null) return natives.exit(0);
      this.#size += read;
    }
  }

  #grow(size: number): void {
    const larger = new natives.Uint8Array(size);
    natives.copy(larger, natives.part(this.#buffer, 0, this.#size), 0);
    this.#buffer = larger;
  }

  /** Takes the first `size` bytes, which are there. */
  #take(size: number): Uint8Array {
    const taken = new natives.Uint8Array(size);
    natives.copy(taken, natives.part(this.#buffer, 0, size), 0);
    natives.copy(this.#buffer, natives.part(this.#buffer, size, this.#size), 0);
    this.#size -= size;
    return taken;
  }
}
