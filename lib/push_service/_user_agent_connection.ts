import { encodeHex } from "@std/encoding/hex";
import {
  type AutopushMessage,
  readAutopushMessage,
} from "./_autopush_message.ts";
import { publicKey } from "./_public_key.ts";
import type { Service } from "./_service.ts";

/** Close code for what is not the protocol, RFC 6455 section 7.4.1. */
const NOT_THE_PROTOCOL = 1008;

/**
 * The service's end of a WebSocket with one user agent. It speaks the protocol of
 * Mozilla's autopush, which Firefox speaks: JSON texts, each with a `messageType`.
 */
export class UserAgentConnection {
  readonly #socket: WebSocket;
  readonly #origin: string;
  readonly #service: Service;
  #uaid: string | undefined;

  /** Begins to listen; `origin` is what endpoints begin with. */
  constructor(socket: WebSocket, origin: string, service: Service) {
    this.#socket = socket;
    this.#origin = origin;
    this.#service = service;
    socket.onmessage = ({ data }) => {
      if (!service.signal.aborted) this.#hear(readAutopushMessage(data));
    };
    socket.onclose = () => service.userAgents.disconnect(socket);
  }

  #hear(message: AutopushMessage | undefined): void {
    if (!message) return this.#refuse("Speak JSON");
    const { messageType } = message;
    if (messageType === undefined) return this.#answer({}); // a ping
    if (messageType === "hello") return this.#hello(message);
    if (this.#uaid === undefined) return this.#refuse("Say hello");
    if (messageType === "register") this.#register(this.#uaid, message);
    if (messageType === "unregister") this.#unregister(this.#uaid, message);
    if (messageType === "ack") this.#acknowledge(message);
    // A nack reports an error in the page, broadcasts are Mozilla's own matter.
  }

  #hello({ messageType, uaid }: AutopushMessage): void {
    const { subscriptions, messages, userAgents } = this.#service;
    const isKnown = uaid !== undefined && subscriptions.knows(uaid);
    const name = this.#uaid = isKnown ? uaid : freshName();
    userAgents.connect(name, this.#socket);
    // Without use_webpush, Firefox makes no keys and then has no subscription.
    const rest = { use_webpush: true, broadcasts: {} };
    this.#answer({ messageType, uaid: name, status: 200, ...rest });
    for (const message of messages.waitingFor(name)) {
      userAgents.deliver(name, message);
    }
  }

  #register(uaid: string, message: AutopushMessage): void {
    const { messageType, channelID: channel, key: given } = message;
    const { subscriptions } = this.#service;
    const key = given === undefined ? null : publicKey(given);
    const answer = { messageType, channelID: channel };
    if (!channel || key === undefined) {
      return this.#answer({ ...answer, status: 400 });
    }
    if (subscriptions.byChannel(uaid, channel)) {
      return this.#answer({ ...answer, status: 409 });
    }
    const { push } = subscriptions.create({ uaid, channel, key });
    const pushEndpoint = `${this.#origin}/wpush/${push}`;
    this.#answer({ ...answer, status: 200, pushEndpoint });
  }

  #unregister(uaid: string, message: AutopushMessage): void {
    const { messageType, channelID = "" } = message;
    const { subscriptions } = this.#service;
    const subscription = subscriptions.byChannel(uaid, channelID);
    if (subscription) subscriptions.forget(subscription);
    this.#answer({ messageType, channelID, status: 200 });
  }

  /** Whatever the code: what could not be decrypted (101) never will be. */
  #acknowledge({ versions }: AutopushMessage): void {
    for (const id of versions) this.#service.messages.acknowledge(id);
  }

  #answer(message: unknown): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
  }

  #refuse(reason: string): void {
    this.#socket.close(NOT_THE_PROTOCOL, reason);
  }
}

function freshName(): string {
  return encodeHex(crypto.getRandomValues(new Uint8Array(16)));
}
