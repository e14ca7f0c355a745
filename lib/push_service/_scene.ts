import { Sender } from "./_sender.ts";
import { type PushService, pushService } from "./push_service.ts";
import type { PushServiceOptions } from "./push_service.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { ReceivedMessage } from "./received_message.ts";
import { type UserAgent, userAgent } from "./user_agent.ts";

/** A push service, a sender and a user agent with one subscription, for tests. */
export class Scene implements AsyncDisposable {
  /** What the sender sends to. */
  readonly subscription: PushSubscriptionJSON;
  /** Who sends. */
  readonly sender: Sender;
  /** What is tested. */
  readonly service: PushService;
  #agent: UserAgent;

  private constructor(
    service: PushService,
    sender: Sender,
    agent: UserAgent,
    subscription: PushSubscriptionJSON,
  ) {
    this.service = service;
    this.sender = sender;
    this.#agent = agent;
    this.subscription = subscription;
  }

  /** Starts all of them. */
  static async open(options?: PushServiceOptions): Promise<Scene> {
    const service = await pushService(options);
    const sender = new Sender();
    const agent = await userAgent(service.socketUrl);
    const { applicationServerKey } = sender;
    const subscription = await agent.subscribe({ applicationServerKey });
    return new Scene(service, sender, agent, subscription);
  }

  /** The user agent that is there, or was there last. */
  get agent(): UserAgent {
    return this.#agent;
  }

  /** Sends to the subscription; returns the status. */
  async send(
    text: string | null,
    options?: Parameters<Sender["send"]>[2],
  ): Promise<number> {
    return (await this.sender.send(this.subscription, text, options)).status;
  }

  /** Runs `act` while the user agent is away, then brings it back. */
  async away(act: () => Promise<unknown>): Promise<void> {
    await this.#agent.close();
    await act();
    await this.comeBack();
  }

  /** Connects the user agent again, as the same one. */
  async comeBack(): Promise<void> {
    const { state } = this.#agent;
    this.#agent = await userAgent(this.service.socketUrl, { state });
  }

  /** Takes the next messages; returns their texts. */
  async texts(count: number): Promise<(string | null)[]> {
    return (await this.take(count)).map(({ text }) => text);
  }

  /** Takes the next messages. */
  async take(count: number): Promise<ReceivedMessage[]> {
    const taken: ReceivedMessage[] = [];
    const messages = this.#agent.messages();
    while (taken.length < count) {
      const { value, done } = await messages.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.close();
    await this.service.stop();
  }
}
