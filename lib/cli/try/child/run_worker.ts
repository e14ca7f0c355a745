import { workerKind } from "../../../exam/subject/worker_kind.ts";
import { beginning, type Learner } from "./learner.ts";

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

/** Registers a service worker, pushes to it, clicks on what it has shown, and changes its subscription. */
export async function runWorker(learner: Learner): Promise<void> {
  const { order: { target: board, pushes }, report } = learner;
  await report("ready", {});
  const ended = new Map<number, () => void>();
  const shown: number[] = [];
  let told = Promise.resolve();
  const { commands } = workerKind(beginning(learner, {
    kind: "worker",
    url: board,
    below: "",
    script: "worker.js?user=you",
    // A page that was loaded before the worker came.
    windows: [{ url: board, controlled: false }],
    subscription: { endpoint: "https://push.example/new", keys: KEYS },
    held: [],
  }, (heard) => {
    const { event, ...what } = heard;
    if (heard.event === "shown") shown.push(heard.number);
    told = report(event, what);
    if (heard.event === "ended") ended.get(heard.number)?.();
  }));
  let events = 0;
  const dispatch = async (send: (number: number) => void) => {
    const number = events++;
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.set(number, resolve);
    const patience = setTimeout(() => {
      told = report("waiting", {});
      resolve();
    }, MAX_EVENT_MS);
    send(number);
    await promise;
    clearTimeout(patience);
    // So that what it did stands before what comes next.
    await told;
  };
  for (const payload of pushes) {
    await report("pushed", { payload });
    const bytes = payload === null ? null : new TextEncoder().encode(payload);
    const base64 = bytes?.toBase64();
    await dispatch((number) => commands.push({ do: "push", number, base64 }));
  }
  if (shown.length > 0) {
    await report("clicked", {});
    const click = { do: "click", shown: shown.at(-1)!, action: "" } as const;
    await dispatch((number) => commands.click({ ...click, number }));
  }
  await report("changed", {});
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
