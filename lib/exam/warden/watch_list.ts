import { processIdentity } from "./process_identity.ts";
import { residentMemory } from "./resident_memory.ts";

/** Between two looks at the memory of all processes, in real milliseconds. */
const lookMs = 50;

interface Watched {
  /** Tells it from a later process with the same number. */
  readonly identity: string;
  readonly residentBytesMax: number;
  killedAtBytes?: number;
}

/** How a {@linkcode WatchList} looks at processes and ends them; tests have their own ways. */
export interface WatchWays {
  /** Tells a process from a later one with the same number. */
  readonly identityOf: typeof processIdentity;
  /** Resident memory in bytes. */
  readonly memoryOf: typeof residentMemory;
  /** Ends a process at once. */
  readonly kill: (pid: number) => void;
}

const ways: WatchWays = {
  identityOf: processIdentity,
  memoryOf: residentMemory,
  kill: (pid) => Deno.kill(pid, "SIGKILL"),
};

/** Processes that are watched, and killed when they take too much memory. */
export class WatchList {
  readonly #watched = new Map<number, Watched>();
  readonly #ways: WatchWays;

  /** Watches nobody yet. */
  constructor(own: Partial<WatchWays> = {}) {
    this.#ways = { ...ways, ...own };
  }

  /** Begins to look, and does so until this process ends. */
  async begin(): Promise<void> {
    while (true) {
      await Promise.all([...this.#watched.keys()].map((pid) => this.look(pid)));
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }

  /** Begins to watch a process; one that has ended already is nobody's. */
  async watch(pid: number, residentBytesMax: number): Promise<void> {
    const identity = await this.#ways.identityOf(pid);
    if (identity === undefined) return;
    this.#watched.set(pid, { identity, residentBytesMax });
  }

  /** Ends to watch a process; returns the memory at which it was killed, if it was. */
  forget(pid: number): number | undefined {
    const killedAt = this.#watched.get(pid)?.killedAtBytes;
    this.#watched.delete(pid);
    return killedAt;
  }

  /** Looks at the memory of a process, and kills it when that is too much. */
  async look(pid: number): Promise<void> {
    const bytes = await this.#ways.memoryOf(pid) ?? 0;
    const watched = this.#watched.get(pid);
    if (!watched || bytes <= watched.residentBytesMax) return;
    if (await this.#kill(pid)) watched.killedAtBytes ??= bytes;
  }

  /** Kills all processes that are watched. */
  async killAll(): Promise<void> {
    await Promise.all([...this.#watched.keys()].map((pid) => this.#kill(pid)));
  }

  /** Kills a process, unless its number belongs to somebody else by now. */
  async #kill(pid: number): Promise<boolean> {
    const identity = await this.#ways.identityOf(pid);
    if (identity !== this.#watched.get(pid)?.identity) return false;
    try {
      this.#ways.kill(pid);
      return true;
    } catch (error) {
      // What has ended already needs no second end.
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }
}
