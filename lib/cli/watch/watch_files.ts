import { delay } from "@std/async/delay";
import { fromFileUrl } from "@std/path";

/** How often the files are looked at, in case no event comes (WSL, NFS, Docker). */
const LOOK_EVERY_MS = 1_000;
/** An editor may write a file in several steps; this long it is left alone. */
const SETTLE_MS = 60;

/** Options of {@linkcode watchFiles}. */
export interface WatchOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told once when the system cannot report changes. */
  readonly onPolling?: (cause: string) => void;
  /** Watches a folder; replaced in tests. @default {Deno.watchFs} */
  readonly watch?: (folder: URL) => Deno.FsWatcher;
}

/**
 * Yields the files that were saved, until the signal aborts.
 *
 * Events of the system only wake it up; what counts is whether time of change
 * or size differ. So it works, a little later, where no events come.
 *
 * @param folder The folder that holds all files
 * @param files The files to look at
 */
export async function* watchFiles(
  folder: URL,
  files: readonly URL[],
  options: WatchOptions,
): AsyncGenerator<URL[]> {
  const { signal } = options;
  const seen = new Map(files.map((file) => [file.href, stamp(file)]));
  for await (const _ of wakeUps(folder, options)) {
    const changed = files.filter((file) => {
      const now = stamp(file);
      // Missing or empty is a save that is still going on.
      if (now === undefined || now === seen.get(file.href)) return false;
      seen.set(file.href, now);
      return true;
    });
    if (signal.aborted) return;
    if (changed.length > 0) yield changed;
  }
}

function stamp(file: URL): string | undefined {
  try {
    const { mtime, size } = Deno.statSync(file);
    return size === 0 ? undefined : `${mtime?.getTime()} ${size}`;
  } catch {
    return undefined;
  }
}

async function* wakeUps(
  folder: URL,
  { signal, onPolling, watch = (path) => Deno.watchFs(fromFileUrl(path)) }:
    WatchOptions,
): AsyncGenerator<void> {
  let bell = Promise.withResolvers<void>();
  const ring = () => bell.resolve();
  const timer = setInterval(ring, LOOK_EVERY_MS);
  const watcher = openWatcher(() => watch(folder), ring, onPolling);
  signal.addEventListener("abort", ring, { once: true });
  try {
    while (!signal.aborted) {
      await bell.promise;
      bell = Promise.withResolvers();
      await delay(SETTLE_MS, { signal }).catch(() => {});
      yield;
    }
  } finally {
    clearInterval(timer);
    watcher?.close();
  }
}

function openWatcher(
  open: () => Deno.FsWatcher,
  ring: () => void,
  onPolling?: (cause: string) => void,
): Deno.FsWatcher | undefined {
  try {
    const watcher = open();
    void follow(watcher, ring).catch((error) => onPolling?.(String(error)));
    return watcher;
  } catch (error) {
    onPolling?.(error instanceof Error ? error.message : String(error));
  }
}

async function follow(
  watcher: Deno.FsWatcher,
  ring: () => void,
): Promise<void> {
  for await (const _ of watcher) ring();
}
