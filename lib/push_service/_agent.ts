import { decodeBase64Url } from "@std/encoding/base64url";
import { AutopushClient, type Said } from "./_autopush_client.ts";
import { MessageQueue } from "./_message_queue.ts";
import { publicKey } from "./_public_key.ts";
import { createKeys, decrypt } from "./_subscription_keys.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { SubscribeOptions, UserAgent } from "./_user_agent.ts";
import type { SubscriptionState, UserAgentState } from "./user_agent_state.ts";

/** How many ids are remembered to know a message that comes again. */
const MAX_RECENT = 100;

interface Arrived {
  readonly channelID: string;
  readonly message: ReceivedMessage;
}

/** A user agent on a WebSocket that is open. */
export class Agent implements UserAgent {
  readonly #service: AutopushClient;
  readonly #arrived = new MessageQueue<Arrived>();
  readonly #recent: string[];
  readonly #subscriptions: Map<string, SubscriptionState>;
  #uaid: string;

  /** Begins to listen; {@linkcode Agent.hello} has to follow. */
  constructor(socket: WebSocket, state?: UserAgentState) {
    this.#uaid = state?.uaid ?? "";
    this.#recent = [...state?.recent ?? []];
    this.#subscriptions = new Map(Object.entries(state?.subscriptions ?? {}));
    this.#service = new AutopushClient(socket, (said) => this.#receive(said));
    this.closed.then((error) => this.#arrived.end(error));
  }

  /** Resolves when the connection has ended, for whatever reason. */
  get closed(): Promise<Error> {
    return this.#service.closed;
  }

  get state(): UserAgentState {
    return {
      uaid: this.#uaid,
      subscriptions: Object.fromEntries(this.#subscriptions),
      recent: [...this.#recent],
    };
  }

  /** Says who this is. A service that does not know it has none of its subscriptions. */
  async hello(): Promise<void> {
    const known = this.#uaid ? { uaid: this.#uaid } : {};
    const hello = { use_webpush: true, ...known };
    const { uaid = "" } = await this.#service.ask("hello", hello);
    if (uaid !== this.#uaid) this.#subscriptions.clear();
    this.#uaid = uaid;
  }

  async subscribe(
    { applicationServerKey }: SubscribeOptions,
  ): Promise<PushSubscriptionJSON> {
    const key = publicKey(applicationServerKey);
    if (!key) {
      const demand = "must be a public key on P-256, 65 bytes or base64url";
      const error = `Cannot subscribe: applicationServerKey ${demand}`;
      throw new DOMException(error, "InvalidAccessError");
    }
    const channelID = crypto.randomUUID();
    const { pushEndpoint: endpoint = "" } = await this.#service
      .ask("register", { channelID, key });
    const keys = createKeys();
    this.#subscriptions.set(channelID, { endpoint, ...keys });
    const { p256dh, auth } = keys;
    return { endpoint, expirationTime: null, keys: { p256dh, auth } };
  }

  async unsubscribe(endpoint: string): Promise<boolean> {
    for (const [channelID, subscription] of this.#subscriptions) {
      if (subscription.endpoint !== endpoint) continue;
      await this.#service.ask("unregister", { channelID });
      this.#subscriptions.delete(channelID);
      return true;
    }
    return false;
  }

  async *messages(): AsyncGenerator<ReceivedMessage> {
    for (
      let next = await this.#arrived.take();
      next;
      next = await this.#arrived.take()
    ) {
      const { channelID, message } = next;
      this.#recent.push(message.id);
      if (this.#recent.length > MAX_RECENT) this.#recent.shift();
      this.#service.acknowledge(channelID, message.id, 100);
      yield message;
    }
  }

  async close(): Promise<void> {
    this.#arrived.end();
    await this.#service.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive({ channelID = "", version: id = "", data }: Said): void {
    const subscription = this.#subscriptions.get(channelID);
    if (this.#arrived.some(({ message }) => message.id === id)) return;
    if (!subscription || this.#recent.includes(id)) {
      return this.#service.acknowledge(channelID, id, 100);
    }
    try {
      const text = data === undefined
        ? null
        : decrypt(decodeBase64Url(data), subscription);
      const message = { text, endpoint: subscription.endpoint, id };
      this.#arrived.push({ channelID, message });
    } catch {
      this.#service.acknowledge(channelID, id, 101); // it will never be readable
    }
  }
}
