/**
 * Measures how many push messages a second the solutions of 6.5 and 6.4 encrypt
 * and sign, against npm:web-push with the same messages in the same run:
 * `deno run -A tests/bench/push_encrypt_bench.ts`. They take turns in a drawn
 * order, round by round, and the median of the rounds' ratios is printed, so
 * that what else the machine does touches all alike. web-push computes on the
 * thread that calls it, so that for it nothing is ever in flight; WebCrypto
 * computes elsewhere, and 6.2 sends ten messages at a time.
 *
 * @module
 */
import webpush from "web-push";
import { identify } from "../../solutions/06_push/04_identify.ts";
import { encrypt } from "../../solutions/06_push/05_encrypt.ts";
import { median } from "../../lib/kernel/_bench/median.ts";

const MESSAGES = 100;
const SUBSCRIPTIONS = 20;
const ROUNDS = 31;
const IN_FLIGHT = 10;
const AIM = 0.8;
const LIMIT_MS = 180_000;

/** A text, and the browser that it is for. */
interface Message {
  readonly text: string;
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
}

const subject = "mailto:ada@example.org";
const vapid = { ...webpush.generateVAPIDKeys(), subject };

function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

async function makeSubscription(): Promise<Message["subscription"]> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { publicKey } = await crypto.subtle.generateKey(curve, true, [
    "deriveBits",
  ]);
  const point = await crypto.subtle.exportKey("raw", publicKey);
  const p256dh = toBase64url(new Uint8Array(point));
  const auth = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
  const token = crypto.randomUUID();
  const endpoint = `https://push.example/wpush/${token}`;
  return { endpoint, keys: { p256dh, auth } };
}

/** Mostly short texts, as people write them, and some that fill a message. */
async function makeMessages(): Promise<Message[]> {
  const subscriptions = await Promise.all(
    Array.from({ length: SUBSCRIPTIONS }, makeSubscription),
  );
  return Array.from({ length: MESSAGES }, (_, at) => {
    const length = at % 10 === 0 ? 3_900 : 20 + Math.floor(Math.random() * 300);
    const subscription = subscriptions[at % SUBSCRIPTIONS]!;
    return { text: "x".repeat(length), subscription };
  });
}

/** Encrypts and signs with the solutions. */
async function prepare({ text, subscription }: Message): Promise<void> {
  await Promise.all([
    encrypt(text, subscription),
    identify(subscription.endpoint, vapid),
  ]);
}

/** Encrypts and signs with npm:web-push. */
function prepareByWebPush({ text, subscription }: Message): void {
  const options = { TTL: 60, vapidDetails: vapid };
  webpush.generateRequestDetails(subscription, text, options);
}

/** Prepares all, so many at a time; returns how many per second. */
async function speed(
  messages: readonly Message[],
  inFlight: number,
  prepare: (message: Message) => Promise<void> | void,
): Promise<number> {
  const queue = messages.values();
  const work = async () => {
    for (const message of queue) await prepare(message);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  return messages.length / (performance.now() - start) * 1_000;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list.map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key).map(({ value }) => value);
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1_000} s`);
  Deno.exit(1);
}, LIMIT_MS);
const messages = await makeMessages();
const measures: Record<string, () => Promise<number>> = {
  [`${IN_FLIGHT} at a time`]: () => speed(messages, IN_FLIGHT, prepare),
  "one at a time": () => speed(messages, 1, prepare),
  "web-push": () => speed(messages, 1, prepareByWebPush),
};
const rounds: Record<string, number>[] = [];
for (let round = -3; round < ROUNDS; round++) {
  const measured: Record<string, number> = {};
  for (const name of shuffled(Object.keys(measures))) {
    measured[name] = await measures[name]!();
  }
  // The first ones warm all of them up.
  if (round >= 0) rounds.push(measured);
}
clearTimeout(limit);
console.log("Encrypting and signing push messages, against npm:web-push:");
for (const name of Object.keys(measures).slice(0, -1)) {
  const of = (which: string) => rounds.map((round) => round[which]!);
  const ratio = median(
    rounds.map((round) => round[name]! / round["web-push"]!),
  );
  const figures = [name, "web-push"].map((it) => median(of(it)).toFixed(0));
  console.log(
    `${name.padEnd(14)} ${ratio.toFixed(2)}  (aim >= ${AIM.toFixed(2)}; ${
      figures.join(" against ")
    } messages/s)`,
  );
}
