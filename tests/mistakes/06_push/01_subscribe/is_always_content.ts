// Caught by: forgets a subscription, and knows no others
// Misconception: DELETE is idempotent, so it always answers 204.
// Says: 404
import { type EventLog, type Handler, problem, routes } from "kernel";
interface Subscription {
  id: string;
  user: string;
  endpoint: string;
  expirationTime: number | null;
  keys: { p256dh: string; auth: string };
}
interface SubscriptionStorage {
  load(): Promise<Subscription[]>;
  save(list: readonly Subscription[]): Promise<void>;
}
interface Options {
  storage: SubscriptionStorage;
}
const BYTES_MAX = 4_096;
export function handler(_log: EventLog, { storage }: Options): Handler {
  let last: Promise<unknown> = Promise.resolve();
  async function inTurn(change: () => Promise<Response>): Promise<Response> {
    const turn = last.then(change);
    last = turn.catch(() => {});
    try {
      return await turn;
    } catch {
      const headers = { "retry-after": "1" };
      return problem(503, { title: "Cannot save this now", headers });
    }
  }

  async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();
    const known = list.find(({ endpoint }) => endpoint === news.endpoint);
    const id = known?.id ?? crypto.randomUUID();
    const others = list.filter((subscription) => subscription !== known);
    await storage.save([...others, { ...news, id }]);
    const headers = { location: `/subscriptions/${id}` };
    return new Response(null, { status: known ? 200 : 201, headers });
  }

  async function forget(id: string): Promise<Response> {
    const list = await storage.load();
    const others = list.filter((subscription) => subscription.id !== id);
    if (others.length === list.length) {
      return new Response(null, { status: 204 });
    }
    await storage.save(others);
    return new Response(null, { status: 204 });
  }

  return routes({
    "POST /subscriptions": async (request) => {
      const value = await readJson(request);
      if (value instanceof Response) return value;
      const news = parse(value);
      if (!news) return problem(400, { title: "This is no subscription" });
      return await inTurn(() => remember(news));
    },
    "DELETE /subscriptions/:id": (_request, { id = "" }) =>
      inTurn(() => forget(id)),
  });
}

// deno-lint-ignore no-explicit-any
function parse(value: any): Omit<Subscription, "id"> | undefined {
  const { user, endpoint, expirationTime = null, keys } = value ?? {};
  const { p256dh, auth } = keys ?? {};
  const isRight = typeof user === "string" && user !== "" &&
    isEndpoint(endpoint) &&
    (expirationTime === null || typeof expirationTime === "number") &&
    isPoint(bytesOf(p256dh)) && bytesOf(auth)?.length === 16;
  if (isRight) {
    return { user, endpoint, expirationTime, keys: { p256dh, auth } };
  }
}

function isEndpoint(value: unknown): value is string {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url?.protocol === "https:" ||
    url?.protocol === "http:" && url.hostname === "127.0.0.1";
}
function isPoint(bytes: Uint8Array | undefined): boolean {
  return bytes?.length === 65 && bytes[0] === 4;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(value as string, { alphabet: "base64url" });
  } catch {
    // No text, or no base64url.
  }
}
async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return problem(415, { title: "Send application/json" });
  }
  let bytes = new Uint8Array();
  for await (const chunk of request.body ?? []) {
    if (bytes.length + chunk.length > BYTES_MAX) {
      return problem(413, { title: `Send ${BYTES_MAX} bytes at most` });
    }
    bytes = new Uint8Array([...bytes, ...chunk]);
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return problem(400, { title: "Send JSON" });
  }
}
