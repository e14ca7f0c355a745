import { Agent } from "./_agent.ts";
import type { PushSubscriptionJSON } from "./push_subscription_json.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { UserAgentState } from "./user_agent_state.ts";

/** Options for {@linkcode userAgent}. */
export interface UserAgentOptions {
  /** Closes the user agent when it aborts. */
  readonly signal?: AbortSignal;
  /** Makes it the user agent that had this state, with its subscriptions. */
  readonly state?: UserAgentState;
}

/** Options for {@linkcode UserAgent.subscribe}. */
export interface SubscribeOptions {
  /** The sender's VAPID key, as bytes or base64url; nobody else may send. */
  readonly applicationServerKey: string | Uint8Array;
}

/** A browser's part in push, without a browser; `await using` closes it. */
export interface UserAgent extends AsyncDisposable {
  /** What to keep, to come back later as the same user agent. */
  readonly state: UserAgentState;
  /**
   * Makes a subscription, each time a new one. Rejects with an
   * `InvalidAccessError`, as browsers do, if the key is none.
   */
  subscribe(options: SubscribeOptions): Promise<PushSubscriptionJSON>;
  /** Gives a subscription up; says whether there was one. */
  unsubscribe(endpoint: string): Promise<boolean>;
  /**
   * The messages for all subscriptions as they come. Each is acknowledged when it
   * is taken, so that one that nobody took comes again the next time. One that
   * cannot be decrypted is acknowledged as that and not told. Ends when the user
   * agent is closed; throws if the push service is lost.
   */
  messages(): AsyncGenerator<ReceivedMessage>;
  /** Goes; messages wait at the push service from now on. */
  close(): Promise<void>;
}

/**
 * Connects to a push service as Firefox does, by autopush's WebSocket protocol.
 * Rejects if it cannot connect, and with the reason of `signal` if that aborts.
 */
export async function userAgent(
  socketUrl: URL,
  options: UserAgentOptions = {},
): Promise<UserAgent> {
  const { signal, state } = options;
  signal?.throwIfAborted();
  const socket = new WebSocket(socketUrl, "push-notification");
  let agent: Agent | undefined;
  const close = () => void (agent ?? socket).close();
  signal?.addEventListener("abort", close, { once: true });
  try {
    await opened(socket);
    agent = new Agent(socket, state);
    agent.closed.then(() => signal?.removeEventListener("abort", close));
    await agent.hello();
    return agent;
  } catch (error) {
    signal?.removeEventListener("abort", close);
    signal?.throwIfAborted();
    throw error;
  }
}

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.onopen = () => resolve();
  socket.onclose = () =>
    reject(new Error(`Cannot connect to the push service at ${socket.url}`));
  return promise;
}
