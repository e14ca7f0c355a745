import { workerKind } from "../../exam/subject/worker_kind.ts";

/** After how long an event that has not ended is left alone, in real milliseconds. */
const MAX_EVENT_MS = 5_000;

/** The example of RFC 8291, section 5: any right keys do. */
const KEYS = {
  p256dh:
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};
/** The key of some board. */
const BOARD_KEY =
  "BP4z9KsN6nGRTbVYI/c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8=";

/** Options of {@linkcode dispatchEvents}. */
export interface DispatchOptions {
  /** The board's address, which is the worker's scope. */
  readonly board: string;
  /** What is pushed, one after the other; `null` is a push without a payload. */
  readonly pushes: readonly (string | null)[];
  /** Is told what is dispatched, and what the worker does. */
  readonly tell: (kind: string, what: Record<string, unknown>) => Promise<void>;
}

/** Registers a service worker, pushes to it, clicks on what it has shown, and changes its subscription. */
export async function dispatchEvents(
  register: unknown,
  { board, pushes, tell }: DispatchOptions,
): Promise<void> {
  const ended = new Map<number, () => void>();
  const shown: number[] = [];
  let told = Promise.resolve();
  const { commands } = await workerKind({
    exported: register,
    module: {},
    now: Date.now,
    command: {
      kind: "worker",
      url: board,
      script: "worker.js?user=you",
      // A page that was loaded before the worker came.
      windows: [{ url: board, controlled: false }],
      subscription: { endpoint: "https://push.example/new", keys: KEYS },
    },
    send(said) {
      const { event, ...what } = said;
      if (said.event === "shown") shown.push(said.number);
      told = tell(event, what);
      if (said.event === "ended") ended.get(said.number)?.();
    },
  });
  let events = 0;
  const dispatch = async (send: (number: number) => void) => {
    const number = events++;
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.set(number, resolve);
    const patience = setTimeout(() => {
      told = tell("waiting", {});
      resolve();
    }, MAX_EVENT_MS);
    send(number);
    await promise;
    clearTimeout(patience);
    // So that what it did stands before what comes next.
    await told;
  };
  for (const payload of pushes) {
    await tell("pushed", { payload });
    const bytes = payload === null ? null : new TextEncoder().encode(payload);
    const base64 = bytes?.toBase64();
    await dispatch((number) => commands.push({ do: "push", number, base64 }));
  }
  if (shown.length > 0) {
    await tell("clicked", {});
    const click = { do: "click", shown: shown.at(-1)!, action: "" } as const;
    await dispatch((number) => commands.click({ ...click, number }));
  }
  await tell("changed", {});
  const options = {
    userVisibleOnly: true,
    applicationServerKey: { $bytes: BOARD_KEY },
  };
  const oldSubscription = { endpoint: "https://push.example/old", options };
  const change = { oldSubscription, newSubscription: null } as const;
  await dispatch((number) =>
    commands.change({ do: "change", ...change, number })
  );
}
