/** What the comparisons use of npm:web-push-testing, which brings no types. */

/** Subscriptions, and the messages that came for them. */
export class PushApiModel {
  notifyUrl: string;
  expireSubscription(clientHash: string): void;
}

interface Listener {
  address(): { port: number };
  once(event: "listening", listener: () => void): void;
  close(done: () => void): void;
  closeAllConnections(): void;
}

/** Serves a model on a port. */
export default class WebPushTestingServer {
  constructor(model: PushApiModel, port: number);
  readonly _server: Listener;
  startServer(): void;
}
