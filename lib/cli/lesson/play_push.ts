import { delay } from "@std/async/delay";
import type { Message } from "kernel";
import { userAgent, type UserAgentState } from "push_service";
import { exchanges, type Recording } from "wire";
import { Expectation } from "../board/expectation.ts";
import type { PushPart } from "../board/push_part.ts";
import type { Played } from "./scenario.ts";
import type { Messages, TappedBoard } from "../board/tapped_board.ts";

/** From one thing to the next, in real milliseconds, so that people can follow. */
const PAUSE_MS = 400;

/** Options of {@linkcode playPush}. */
export interface PlayPushOptions {
  /** Ends the play early. */
  readonly signal: AbortSignal;
  /** Waits between two things; the tests do not. @default {delay} */
  readonly wait?: (
    ms: number,
    options: { signal: AbortSignal },
  ) => Promise<void>;
}

/** The board, the way to its push service, and who reads from there. */
interface Scene {
  readonly board: Pick<TappedBoard, "tapped" | "log" | "recording">;
  readonly push: PushPart;
  readonly messages: Messages;
}

/**
 * Lets two browsers be told. The first is closed in between, finds a message when it is back, and then takes its
 * subscription back. Then the second one comes, and the next message shows whether the board cares.
 */
export async function playPush(
  scene: Scene,
  options: PlayPushOptions,
): Promise<Played> {
  const play = new Play(scene, options);
  const failure = await play.run();
  const { published, received } = play;
  return { published, received, ...(failure ? { failure } : {}) };
}

class Play {
  readonly published: Message[] = [];
  readonly received: Message[] = [];
  readonly #scene: Scene;
  readonly #pause: () => Promise<void>;
  readonly #expectation = new Expectation();
  readonly #curtain = new AbortController();
  readonly #ended: AbortSignal;
  readonly #signal: AbortSignal;

  constructor(scene: Scene, { signal, wait = delay }: PlayPushOptions) {
    this.#scene = scene;
    this.#ended = signal;
    this.#signal = AbortSignal.any([signal, this.#curtain.signal]);
    this.#pause = () => wait(PAUSE_MS, { signal: this.#signal });
  }

  /** Plays; returns what went wrong, if it was not that somebody ended it. */
  async run(): Promise<string | undefined> {
    const { recording } = this.#scene.board;
    const forget = recording.onEvent(() => this.#expectation.look());
    try {
      await this.#acts();
    } catch (error) {
      if (!this.#ended.aborted) return String(error);
    } finally {
      this.#curtain.abort();
      forget();
    }
  }

  async #acts(): Promise<void> {
    const { push } = this.#scene;
    const ada = this.#visit();
    await this.#answered("/subscriptions", 1);
    await this.#pause();
    this.#say("Good morning");
    await this.#receives(1);
    await this.#pause();

    push.remark("userAgent", "Ada closes her browser");
    const state = await ada.leave();
    await this.#pause();
    this.#say("Where is Ada?");
    await this.#answered("/wpush/", 2);
    await this.#pause();

    push.remark("userAgent", "Ada is back");
    await this.#returnAndUnsubscribe(state);
    await this.#pause();

    push.remark("userAgent", "Ben subscribes");
    const ben = this.#visit();
    await this.#answered("/subscriptions", 2);
    await this.#pause();
    this.#say("Hello Ben");
    await this.#answered("/wpush/", 3);
    await this.#pause();
    await ben.leave();
  }

  #say(text: string): void {
    const { push, board } = this.#scene;
    push.remark("board", `Cleo: ${text}`);
    this.published.push(board.log.append({ from: "Cleo", text }));
  }

  #receives(count: number): Promise<void> {
    const holds = () => this.received.length >= count;
    return this.#expectation.until("a message", holds, this.#signal);
  }

  #answered(path: string, count: number): Promise<void> {
    const { recording } = this.#scene.board;
    return this.#expectation.until(
      `an answer to POST ${path}`,
      () => answers(recording, path) >= count,
      this.#signal,
    );
  }

  /** The lesson's client subscribes and listens, until it leaves. */
  #visit(): { leave(): Promise<UserAgentState> } {
    const { messages, board, push } = this.#scene;
    const leaving = new AbortController();
    const signal = AbortSignal.any([leaving.signal, this.#signal]);
    const coming = messages(board.tapped, {
      signal,
      pushService: push.socketUrl,
    });
    const ended = this.#listen(coming).catch((error) => {
      // Nothing that is waited for comes any more.
      this.#curtain.abort(error);
      throw error;
    });
    // Whoever leaves hears of it; others have been told by then.
    ended.catch(() => {});
    return {
      leave() {
        leaving.abort();
        return ended;
      },
    };
  }

  async #listen(coming: ReturnType<Messages>): Promise<UserAgentState> {
    for (;;) {
      const { done, value } = await coming.next();
      if (done) return value as UserAgentState;
      this.received.push(value);
      this.#expectation.look();
    }
  }

  /** The browser that was closed is opened again, and its owner wants no more. */
  async #returnAndUnsubscribe(state: UserAgentState): Promise<void> {
    const { push } = this.#scene;
    await using agent = await userAgent(push.socketUrl, {
      state,
      signal: this.#signal,
    });
    for await (const { text } of agent.messages()) {
      if (text !== null) this.received.push(JSON.parse(text));
      break;
    }
    await this.#pause();
    push.remark("userAgent", "Ada wants no more");
    for (const { endpoint } of Object.values(state.subscriptions)) {
      await agent.unsubscribe(endpoint);
    }
  }
}

/** How many requests that post to a path have been answered. */
export function answers(recording: Recording, path: string): number {
  const all = exchanges(recording);
  const posts = all.filter((exchange) =>
    exchange.kind === "request" && exchange.head.method === "POST" &&
    exchange.head.target.startsWith(path)
  );
  const ids = new Set(posts.map((post) => post.kind === "request" && post.id));
  return all.filter((exchange) =>
    exchange.kind === "response" && ids.has(exchange.answers)
  ).length;
}
