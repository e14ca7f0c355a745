import { delay } from "@std/async/delay";
import type { Draft, Message } from "kernel";
import type { Scenario } from "catalogue";
import { DUPLEX_STEPS } from "./duplex_steps.ts";
import type { Messages, TappedBoard } from "../board/tapped_board.ts";
import { type Step, tickerSteps } from "./ticker_steps.ts";

/** A few people who talk. */
const TALK: readonly Step[] = [
  { after: 400, say: [["Ada", "Good morning"]] },
  // Two in one tick: the second comes while nobody asks.
  { after: 700, say: [["Ben", "Hello Ada"], ["Cleo", "Hello both"]] },
  { after: 800, say: [["Ada", "See you"]] },
  { after: 500, say: [] },
];

/** What came of it. */
export interface Played {
  /** What was published. */
  readonly published: readonly Message[];
  /** What the client saw, in its order. */
  readonly received: readonly Message[];
  /** What the client said and the board never heard. */
  readonly unheard?: readonly Draft[];
  /** How many were published when the client ended, if it did so in peace. */
  readonly endedAfter?: number;
  /** The client's complaint, if it ended with one. */
  readonly failure?: string;
}

/** Options of {@linkcode playScenario}. */
export interface ScenarioOptions
  extends Pick<Scenario, "before" | "ticker" | "duplex"> {
  /** Ends the scenario early. */
  readonly signal: AbortSignal;
  /** Waits; the tests put a clock of their own here. @default {delay} */
  readonly wait?: (
    ms: number,
    options: { signal: AbortSignal },
  ) => Promise<void>;
}

/** Lets a client listen through the tap while people talk, a ticker counts, or both sides speak. */
export async function playScenario(
  board: Pick<TappedBoard, "tapped" | "log" | "cut" | "restart">,
  messages: Messages,
  options: ScenarioOptions,
): Promise<Played> {
  const { signal, before = [], wait = delay } = options;
  const curtain = new AbortController();
  const published: Message[] = [];
  const forget = board.log.onAppend((message) => void published.push(message));
  for (const draft of before) board.log.append(draft);
  const received: Message[] = [];
  const { drafts, say, end } = speaker();
  let endedAfter: number | undefined;
  const listening = listen(
    messages(board.tapped, { signal: curtain.signal, drafts }),
    received,
    curtain.signal,
  ).finally(() => {
    if (!curtain.signal.aborted) endedAfter = published.length;
  });
  const said: Draft[] = [];
  try {
    for (const step of stepsOf(options)) {
      await wait(step.after, { signal });
      if (step.cut) board.cut();
      if (step.restart) board.restart();
      for (const [from, text] of step.say) board.log.append({ from, text });
      for (const [from, text] of step.answer ?? []) {
        said.push({ from, text });
        say({ from, text });
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    end();
    curtain.abort();
  }
  const failure = await listening;
  forget();
  const unheard = said.filter((draft) => !published.some(isOf(draft)));
  return {
    published,
    received,
    ...(unheard.length === 0 ? {} : { unheard }),
    ...(failure === undefined ? {} : { failure }),
    ...(failure || endedAfter === undefined ? {} : { endedAfter }),
  };
}

function stepsOf({ ticker, duplex }: ScenarioOptions): readonly Step[] {
  if (ticker) return tickerSteps(ticker);
  return duplex ? DUPLEX_STEPS : TALK;
}

function isOf({ from, text }: Draft): (message: Message) => boolean {
  return (message) => message.from === from && message.text === text;
}

/** What the client is to say, as it comes to mind. */
function speaker(): {
  drafts: AsyncIterable<Draft>;
  say(draft: Draft): void;
  end(): void;
} {
  let controller!: ReadableStreamDefaultController<Draft>;
  const drafts = new ReadableStream<Draft>({
    start: (itsOwn) => void (controller = itsOwn),
  });
  return {
    drafts,
    say: (draft) => controller.enqueue(draft),
    end: () => controller.close(),
  };
}

async function listen(
  messages: AsyncGenerator<Message, unknown>,
  received: Message[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const message of messages) received.push(message);
  } catch (error) {
    if (!signal.aborted) return String(error);
  }
}
