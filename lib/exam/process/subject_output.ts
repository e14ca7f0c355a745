import { outputBytesMax, outputShownBytesMax } from "../limits.ts";

/** What a learner's code printed, as far as a report shows it. */
export class SubjectOutput {
  readonly #shown: Uint8Array[] = [];
  #bytes = 0;

  /** Takes the next bytes; returns whether that was too much. */
  push(bytes: Uint8Array): boolean {
    const room = outputShownBytesMax - this.#bytes;
    if (room > 0) this.#shown.push(bytes.slice(0, room));
    this.#bytes += bytes.length;
    return this.#bytes > outputBytesMax;
  }

  /** Bytes in all. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The beginning of the output, and how much more there was. */
  get text(): string {
    const decoder = new TextDecoder();
    const text = this.#shown.map((bytes) => decoder.decode(bytes)).join("");
    if (this.#bytes <= outputShownBytesMax) return text;
    return `${text}\n… (${this.#bytes} bytes in all; the first ${outputShownBytesMax} are shown)`;
  }
}
