import {
  describeJson,
  type HeldFunction,
  membersOf,
  type PeerExchange,
  type Random,
  readJson,
  type WorkerScene,
} from "exam";
import { Buffer } from "node:buffer";

/** Functions of the scope that answer when a check decides. */
export const functions: readonly HeldFunction[] = [
  "showNotification",
  "matchAll",
  "focus",
  "openWindow",
  "subscribe",
];

/** What a browser may refuse something with. */
export const refusals = [
  "NotAllowedError",
  "AbortError",
  "InvalidStateError",
  "InvalidAccessError",
  "TypeError",
];

/** What a browser subscribed with, and what it got. */
export function subscription(
  random: Random,
  expirationTime: number | null = null,
  userVisibleOnly = true,
) {
  const json = {
    endpoint: `https://push.example/${random.text()}`,
    expirationTime,
    keys: { p256dh: base64(random, 65), auth: base64(random, 16) },
  };
  const key = { $bytes: base64(random, 65) };
  const options = { userVisibleOnly, applicationServerKey: key };
  return { json, options, old: { ...json, options } };
}

function base64(random: Random, length: number): string {
  const bytes = Array.from({ length }, () => random.integer(0, 255));
  return Buffer.from(bytes).toString("base64");
}

/** Demands that the last call of `subscribe()` was made with what the old subscription was made with. */
export function expectSubscribed(
  { worker, expect }: WorkerScene,
  options: ReturnType<typeof subscription>["options"],
): void {
  const { applicationServerKey, userVisibleOnly } = membersOf(
    worker.subscribed.at(-1),
  );
  expect(userVisibleOnly === options.userVisibleOnly, {
    expected:
      `subscribe() with userVisibleOnly: ${options.userVisibleOnly}, as in the old options`,
    got: `${userVisibleOnly}`,
  });
  const wanted = JSON.stringify(options.applicationServerKey);
  expect(JSON.stringify(applicationServerKey) === wanted, {
    expected: `the applicationServerKey of the old subscription, ${wanted}`,
    got: describeJson(applicationServerKey),
  });
}

/** The request that tells the board, with this subscription and this user. */
export async function expectTold(
  { peer, expect }: WorkerScene,
  below: string,
  body: Record<string, unknown>,
): Promise<PeerExchange> {
  const request = await peer.next();
  const line = `${request.method} ${request.path}`;
  const wanted = `POST /${below}subscriptions`;
  expect(line === wanted, { expected: wanted, got: line });
  const type = request.headers.get("content-type") ?? "";
  expect(/^application\/json\s*(;|$)/i.test(type), {
    expected: "Content-Type: application/json",
    got: type || "no Content-Type",
  });
  const told = parse(request.body);
  for (const [name, value] of Object.entries(body)) {
    const [wanted, got] = [value, told?.[name]].map((some) =>
      JSON.stringify(some, Object.keys({ ...Object(some) }).sort())
    );
    expect(wanted === got, {
      expected: `${name} ${wanted} in the body`,
      got: `${got}`,
    });
  }
  return request;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = readJson(text);
  return value === undefined ? undefined : membersOf(value);
}
