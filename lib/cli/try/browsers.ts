import { type PushService, type UserAgent, userAgent } from "push_service";

/** How long the slow one takes, in real milliseconds. */
const SLOW_MS = 1_500;
/** After how long the busy one wants to be asked again, in seconds. */
const BUSY_SECONDS = 1;

/** The browsers that a sender writes to, and what it is called with. */
export interface Browsers extends AsyncDisposable {
  /** The arguments, with subscriptions and keys in the place of their forms. */
  readonly call: readonly unknown[];
  /** Where each browser is reached. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Has the push service misbehave again as at the beginning. */
  prepare(): void;
}

/** Options of {@linkcode openBrowsers}. */
export interface BrowsersOptions {
  readonly service: PushService;
  /** The way to it on which everything is recorded: what endpoints begin with. */
  readonly endpointsAt: URL;
  /** Told what a browser has read. */
  readonly read: (browser: string, text: string | null) => void;
}

/**
 * Subscribes a browser for each `{ $browser }` of a call: "there", "gone" (410),
 * "slow" or "busy" (429, once). `{ $vapid: contact }` becomes the sender's keys.
 */
export async function openBrowsers(
  call: readonly unknown[],
  { service, endpointsAt, read }: BrowsersOptions,
): Promise<Browsers> {
  await using agents = new AsyncDisposableStack();
  const keys = await createKeys();
  const subscriptions = new Map<string, unknown>();
  const endpoints = new Map<string, string>();
  for (const name of namesIn(call)) {
    const agent = agents.use(await userAgent(service.socketUrl));
    const { endpoint: direct, ...rest } = await agent.subscribe({
      applicationServerKey: keys.publicKey,
    });
    const endpoint = new URL(new URL(direct).pathname, endpointsAt).href;
    subscriptions.set(name, { endpoint, ...rest });
    endpoints.set(name, endpoint);
    if (name === "gone") await agent.unsubscribe(direct);
    void listen(agent, (text) => read(name, text));
  }
  const open = agents.move();
  return {
    endpoints,
    call: replaced(call, (form) => {
      if ("$browser" in form) return subscriptions.get(String(form.$browser));
      if ("$vapid" in form) return { subject: form.$vapid, ...keys };
      return form;
    }) as unknown[],
    prepare() {
      const slow = endpoints.get("slow");
      if (slow) service.misbehave({ endpoint: slow, delayMs: SLOW_MS });
      const endpoint = endpoints.get("busy");
      if (!endpoint) return;
      const again = { retryAfterSeconds: BUSY_SECONDS, times: 1 };
      service.misbehave({ endpoint, status: 429, ...again });
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function listen(
  agent: UserAgent,
  tell: (text: string | null) => void,
): Promise<void> {
  try {
    for await (const { text } of agent.messages()) tell(text);
  } catch {
    // The push service is gone, and so is the trial.
  }
}

function namesIn(call: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  replaced(call, (form) => {
    if ("$browser" in form) names.add(String(form.$browser));
    return form;
  });
  return names;
}

/** A copy in which every object has been looked at, the inner ones first. */
function replaced(
  value: unknown,
  replace: (form: Record<string, unknown>) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, replace));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) =>
    [name, replaced(member, replace)] as const
  );
  return replace(Object.fromEntries(members));
}

/** Keys of a sender, as RFC 8292 wants them: P-256, in base64url. */
async function createKeys(): Promise<
  { publicKey: string; privateKey: string }
> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { publicKey, privateKey } = await crypto.subtle
    .generateKey(algorithm, true, ["sign", "verify"]);
  const raw = await crypto.subtle.exportKey("raw", publicKey);
  const { d = "" } = await crypto.subtle.exportKey("jwk", privateKey);
  const url = { alphabet: "base64url", omitPadding: true } as const;
  return { publicKey: new Uint8Array(raw).toBase64(url), privateKey: d };
}
