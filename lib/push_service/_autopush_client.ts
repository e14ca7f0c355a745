/** What a user agent and its push service say to each other. */
export interface Said {
  /** What it is about; none is a ping. */
  readonly messageType?: string;
  /** Outcome, in an answer: 200 or an error of HTTP. */
  readonly status?: number;
  /** Name of the user agent. */
  readonly uaid?: string;
  /** Name of a subscription. */
  readonly channelID?: string;
  /** VAPID key, in `register`. */
  readonly key?: string;
  /** The endpoint, in the answer to `register`. */
  readonly pushEndpoint?: string;
  /** That messages are encrypted, in `hello`. */
  readonly use_webpush?: boolean;
  /** Id of a message, in `notification`. */
  readonly version?: string;
  /** The encrypted message, base64url, in `notification`. */
  readonly data?: string;
}

/** How a message went, as autopush counts. */
export type AckCode = 100 | 101;

/** The user agent's end of a WebSocket with a push service. */
export class AutopushClient {
  readonly #socket: WebSocket;
  readonly #answers = new Map<string, PromiseWithResolvers<Said>>();
  readonly #closed = Promise.withResolvers<Error>();

  /** Listens on a WebSocket that is open. */
  constructor(socket: WebSocket, onNotification: (said: Said) => void) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const said: Said = JSON.parse(data);
      if (said.messageType === "notification") onNotification(said);
      else this.#settle(said);
    };
    socket.onclose = () => this.#lose();
  }

  /** Resolves when the connection has ended, to the error that says so. */
  get closed(): Promise<Error> {
    return this.#closed.promise;
  }

  /** Asks, and resolves to the answer. Rejects if that is no good, or never comes. */
  ask(messageType: string, rest: Said): Promise<Said> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(this.#lost());
    }
    const name = nameOf(messageType, rest);
    const answer = this.#answers.get(name) ?? Promise.withResolvers<Said>();
    this.#answers.set(name, answer);
    this.#socket.send(JSON.stringify({ messageType, ...rest }));
    return answer.promise;
  }

  /** Says how a message went, if the service is still there to hear it. */
  acknowledge(channelID: string, version: string, code: AckCode): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const updates = [{ channelID, version, code }];
    this.#socket.send(JSON.stringify({ messageType: "ack", updates }));
  }

  /** Closes the connection, and waits until it is. */
  async close(): Promise<void> {
    this.#socket.close();
    await this.#closed.promise;
  }

  #settle(said: Said): void {
    const { messageType = "", status } = said;
    const name = nameOf(messageType, said);
    const answer = this.#answers.get(name);
    this.#answers.delete(name);
    if (status === 200) return answer?.resolve(said);
    answer?.reject(
      new Error(`Cannot ${messageType}: the push service answers ${status}`),
    );
  }

  #lose(): void {
    this.#closed.resolve(this.#lost());
    for (const answer of this.#answers.values()) answer.reject(this.#lost());
  }

  #lost(): Error {
    return new Error(
      `Lost the push service at ${this.#socket.url}: come back with the same state`,
    );
  }
}

/** What an answer has in common with its question. */
function nameOf(messageType: string, { channelID = "" }: Said): string {
  return `${messageType} ${channelID}`;
}
