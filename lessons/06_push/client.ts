/**
 * Lesson 6, the naive client: a browser's part in push, without a browser. It
 * subscribes at its push service, hands the board what came of that, and then
 * listens to the push service, not to the board.
 *
 * @module
 */
import type { Message } from "kernel";
import { userAgent, type UserAgentState } from "push_service";

/** Options for {@linkcode messages}. */
export interface Options {
  /** Where the push service takes user agents; `socketUrl` of one of our own. */
  pushService: URL;
  /**
   * Id of the last message that the caller has seen. A push service knows
   * nothing of ids.
   *
   * @default {0}
   */
  since?: number;
  /**
   * Ends the iteration.
   *
   * @default {undefined} The iteration never ends.
   */
  signal?: AbortSignal;
}

/**
 * Yields the messages of the board at `url` that come by push from now on.
 *
 * @returns What a browser keeps while it is closed, to come back as the same one.
 */
export async function* messages(
  url: URL,
  { pushService, signal }: Options,
): AsyncGenerator<Message, UserAgentState> {
  const init = signal ? { signal } : {};
  await using agent = await userAgent(pushService, init);
  const answer = await fetch(new URL("subscriptions/key", url), init);
  const subscription = await agent.subscribe({
    applicationServerKey: await answer.text(),
  });
  const told = await fetch(new URL("subscriptions", url), {
    ...init,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...subscription, user: "you" }),
  });
  await told.body?.cancel();
  for await (const { text } of agent.messages()) {
    if (text !== null) yield JSON.parse(text);
  }
  return agent.state;
}
