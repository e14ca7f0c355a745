import type { BytesEvent } from "wire";
import { recordedBytesInAllMax, recordedBytesMax } from "../limits.ts";

/** How much may still be recorded: a flood on one connection leaves the others to be seen. */
export class RecordingRoom {
  readonly #kept = new Map<string, number>();
  #inAll = 0;

  /** Cuts what there is no room for; returns `undefined` when there is none at all. */
  cut<Event extends Pick<BytesEvent, "connection" | "from" | "bytes">>(
    event: Event,
  ): Event | undefined {
    const direction = `${event.connection} ${event.from}`;
    const kept = this.#kept.get(direction) ?? 0;
    const room = Math.min(
      recordedBytesMax - kept,
      recordedBytesInAllMax - this.#inAll,
    );
    if (room <= 0) return undefined;
    const bytes = event.bytes.slice(0, room);
    this.#kept.set(direction, kept + bytes.length);
    this.#inAll += bytes.length;
    return { ...event, bytes };
  }
}
