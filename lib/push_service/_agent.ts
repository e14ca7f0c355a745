import { decodeBase64Url } from "@std/encoding/base64url";
import { MessageQueue } from "./_message_queue.ts";
import { publicKey } from "./_public_key.ts";
import { createKeys, decrypt } from "./_subscription_keys.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { SubscribeOptions, UserAgent } from "./user_agent.ts";
import type { SubscriptionState, UserAgentState } from "./user_agent_state.ts";

/** How many ids are remembered to know a message that comes again. */
const MAX_RECENT = 100;

/** What the two say to each other. */
interface Said {
  readonly messageType?: string;
  readonly status?: number;
  readonly uaid?: string;
  readonly channelID?: string;
  readonly key?: string;
  readonly pushEndpoint?: string;
  readonly use_webpush?: boolean;
  readonly version?: string;
  readonly data?: string;
}

/** How an arrived message went, as autopush counts. */
const ACK = { delivered: 100, undecryptable: 101 } as const;

interface Arrived {
  readonly channelID: string;
  readonly message: ReceivedMessage;
}

/** A user agent on a WebSocket that is open. */
export class Agent implements UserAgent {
  readonly #socket: WebSocket;
  readonly #closed = Promise.withResolvers<void>();
  readonly #answers = new Map<string, PromiseWithResolvers<Said>>();
  readonly #arrived = new MessageQueue<Arrived>();
  readonly #recent: string[];
  readonly #subscriptions: Map<string, SubscriptionState>;
  #uaid: string;

  /** Begins to listen; {@linkcode Agent.hello} has to follow. */
  constructor(socket: WebSocket, state?: UserAgentState) {
    this.#socket = socket;
    this.#uaid = state?.uaid ?? "";
    this.#recent = [...state?.recent ?? []];
    this.#subscriptions = new Map(Object.entries(state?.subscriptions ?? {}));
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = () => this.#lose();
  }

  /** Resolves when the connection has ended, for whatever reason. */
  get closed(): Promise<void> {
    return this.#closed.promise;
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
    const said = await this.#ask("hello", { use_webpush: true, ...known });
    if (said.uaid !== this.#uaid) this.#subscriptions.clear();
    this.#uaid = said.uaid ?? "";
  }

  async subscribe(
    { applicationServerKey }: SubscribeOptions,
  ): Promise<PushSubscriptionJSON> {
    const key = publicKey(applicationServerKey);
    if (!key) {
      throw new DOMException(
        "Cannot subscribe: applicationServerKey must be a public key on P-256, 65 bytes or base64url",
        "InvalidAccessError",
      );
    }
    const channelID = crypto.randomUUID();
    const keys = createKeys();
    const { pushEndpoint } = await this.#ask("register", { channelID, key });
    const subscription = { endpoint: pushEndpoint!, ...keys };
    this.#subscriptions.set(channelID, subscription);
    const { endpoint, p256dh, auth } = subscription;
    return { endpoint, expirationTime: null, keys: { p256dh, auth } };
  }

  async unsubscribe(endpoint: string): Promise<boolean> {
    for (const [channelID, subscription] of this.#subscriptions) {
      if (subscription.endpoint !== endpoint) continue;
      await this.#ask("unregister", { channelID });
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
      this.#acknowledge(channelID, message.id, ACK.delivered);
      yield message;
    }
  }

  async close(): Promise<void> {
    this.#arrived.end();
    this.#socket.close();
    await this.#closed.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #hear(said: Said): void {
    const { messageType, channelID = "", status } = said;
    if (messageType === "notification") return this.#receive(said);
    const answer = this.#answers.get(`${messageType} ${channelID}`);
    this.#answers.delete(`${messageType} ${channelID}`);
    if (status === 200) return answer?.resolve(said);
    answer?.reject(
      new Error(`Cannot ${messageType}: the push service answers ${status}`),
    );
  }

  #receive({ channelID = "", version: id = "", data }: Said): void {
    const subscription = this.#subscriptions.get(channelID);
    if (this.#arrived.some(({ message }) => message.id === id)) return;
    if (!subscription || this.#recent.includes(id)) {
      return this.#acknowledge(channelID, id, ACK.delivered);
    }
    try {
      const text = data === undefined
        ? null
        : decrypt(decodeBase64Url(data), subscription);
      const message = { text, endpoint: subscription.endpoint, id };
      this.#arrived.push({ channelID, message });
    } catch {
      this.#acknowledge(channelID, id, ACK.undecryptable);
    }
  }

  #acknowledge(channelID: string, version: string, code: number): void {
    const updates = [{ channelID, version, code }];
    this.#send({ messageType: "ack", updates });
  }

  #ask(messageType: string, rest: object & Said): Promise<Said> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(this.#lost());
    }
    const name = `${messageType} ${rest.channelID ?? ""}`;
    const answer = this.#answers.get(name) ?? Promise.withResolvers<Said>();
    this.#answers.set(name, answer);
    this.#send({ messageType, ...rest });
    return answer.promise;
  }

  #send(message: unknown): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
  }

  #lose(): void {
    this.#closed.resolve();
    this.#arrived.end(this.#lost());
    for (const answer of this.#answers.values()) answer.reject(this.#lost());
  }

  #lost(): Error {
    return new Error(
      `Lost the push service at ${this.#socket.url}: come back with the same state`,
    );
  }
}
