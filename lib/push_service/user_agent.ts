import { Agent } from "./_agent.ts";
import type { UserAgent } from "./_user_agent.ts";
import type { UserAgentState } from "./user_agent_state.ts";

export type { SubscribeOptions, UserAgent } from "./_user_agent.ts";

/** Options for {@linkcode userAgent}. */
export interface UserAgentOptions {
  /** Closes the user agent when it aborts. */
  readonly signal?: AbortSignal;
  /** Makes it the user agent that had this state, with its subscriptions. */
  readonly state?: UserAgentState;
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
