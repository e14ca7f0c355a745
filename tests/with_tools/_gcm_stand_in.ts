import { createPublicKey, hash } from "node:crypto";
import { Agent } from "node:https";
import { connect } from "node:tls";
import {
  certificate,
  certificateKey,
} from "../../lib/exam/peers/peer_certificate.ts";
import { Refusal } from "../../lib/push_service/_refusal.ts";
import { verifyVapid } from "../../lib/push_service/_verify_vapid.ts";
import { checkedIn, type PushedMessage } from "./_mcs_messages.ts";
import { McsServer } from "./_mcs_server.ts";

/** Where Chromium has its messages sent, whatever its switches say. */
const ORIGIN = "https://jmt17.google.com";

const LOOPBACK = { hostname: "127.0.0.1", port: 0, onListen() {} } as const;
const TLS = { cert: certificate, key: certificateKey } as const;

/** What Chromium says when it subscribes. */
type Registration = Pick<PushedMessage, "sender" | "app" | "subtype">;

/**
 * Plays Google's services for one Chromium on this machine: it gives it an id and
 * endpoints, and takes, verifies and delivers what is sent there. Nobody documents
 * how they speak with each other; this is what Chromium does today.
 */
export class GcmStandIn implements AsyncDisposable {
  /** What was sent here, as it came. */
  readonly bodies: Uint8Array[] = [];
  readonly #registrations = new Map<string, Registration>();
  readonly #mcs = new McsServer(Deno.listenTls({ ...LOOPBACK, ...TLS }));
  readonly #google = Deno.serve(
    LOOPBACK,
    (request) => this.#answer(request),
  );
  readonly #push = Deno.serve(
    { ...LOOPBACK, ...TLS },
    (request) => this.#take(request).catch(refuse),
  );

  /** Bring what is sent to `https://jmt17.google.com` here. */
  readonly agent: Agent = agentFor(this.#push.addr.port);

  /** Tell Chromium to use all this. */
  get switches(): string[] {
    const google = `http://127.0.0.1:${this.#google.addr.port}`;
    const spki = createPublicKey(certificateKey)
      .export({ type: "spki", format: "der" });
    return [
      `--gcm-checkin-url=${google}/checkin`,
      `--gcm-registration-url=${google}/register3`,
      `--gcm-mcs-endpoint=https://127.0.0.1:${this.#mcs.port}`,
      `--ignore-certificate-errors-spki-list=${hash("sha256", spki, "base64")}`,
    ];
  }

  /** Whether a message for this endpoint would be taken. */
  knows(endpoint: string): boolean {
    return this.#registrations.has(endpoint);
  }

  /** Has to follow the end of Chromium, which keeps connections open. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = this.#mcs;
    await Promise.all([this.#google.shutdown(), this.#push.shutdown()]);
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/checkin") return new Response(checkedIn());
    const form = new Map(await request.formData()) as Map<string, string>;
    const [sender = "", app = "", subtype = ""] = ["sender", "app", "X-subtype"]
      .map((name) => form.get(name));
    if (form.has("delete")) {
      this.#forget(subtype);
      return new Response(`token=${app}`);
    }
    const token = crypto.randomUUID();
    this.#registrations.set(endpointOf(token), { sender, app, subtype });
    return new Response(`token=${token}`);
  }

  #forget(subtype: string): void {
    for (const [endpoint, registration] of this.#registrations) {
      if (registration.subtype === subtype) {
        this.#registrations.delete(endpoint);
      }
    }
  }

  /** RFC 8030 section 5. */
  async #take({ url, headers, body }: Request): Promise<Response> {
    const endpoint = ORIGIN + new URL(url).pathname;
    const registration = this.#registrations.get(endpoint);
    if (!registration) throw new Refusal(410, "There is no such subscription");
    const demands = {
      origin: ORIGIN,
      now: Date.now(),
      key: registration.sender,
    };
    await verifyVapid(headers.get("authorization"), demands);
    const bytes = await new Response(body).bytes();
    this.bodies.push(bytes);
    const ttlSeconds = Number(headers.get("ttl"));
    this.#mcs.deliver({ ...registration, ttlSeconds, body: bytes });
    return new Response(null, { status: 201 });
  }
}

/** How Chromium makes an endpoint of what it gets for its registration. */
function endpointOf(token: string): string {
  return `${ORIGIN}/fcm/send/${token}`;
}

function agentFor(port: number): Agent {
  const here = { host: "127.0.0.1", port, servername: "localhost" };
  const createConnection = () => connect({ ...here, ca: certificate });
  return Object.assign(new Agent(), { createConnection });
}

function refuse(error: unknown): Response {
  if (error instanceof Refusal) return error.toResponse();
  throw error;
}
