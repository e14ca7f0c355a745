import { delay } from "@std/async/delay";
import type { Message } from "kernel";
import type { Scenario } from "./catalogue.ts";
import { type Step, tickerSteps } from "./ticker_steps.ts";
import type { Messages, Stage } from "./stage.ts";

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
  /** How many were published when the client ended, if it did so in peace. */
  readonly endedAfter?: number;
  /** The client's complaint, if it ended with one. */
  readonly failure?: string;
}

/** Options of {@linkcode playScenario}. */
export interface ScenarioOptions extends Pick<Scenario, "before" | "ticker"> {
  /** Ends the scenario early. */
  readonly signal: AbortSignal;
  /** Waits; the tests put a clock of their own here. @default {delay} */
  readonly wait?: (
    ms: number,
    options: { signal: AbortSignal },
  ) => Promise<void>;
}

/** Lets a client listen through the tap while people talk, or a ticker counts. */
export async function playScenario(
  stage: Pick<Stage, "tapped" | "log" | "cut">,
  messages: Messages,
  { signal, before = [], ticker, wait = delay }: ScenarioOptions,
): Promise<Played> {
  const curtain = new AbortController();
  const published = before.map((draft) => stage.log.append(draft));
  const received: Message[] = [];
  let endedAfter: number | undefined;
  const listening = listen(
    messages(stage.tapped, { signal: curtain.signal }),
    received,
    curtain.signal,
  ).finally(() => {
    if (!curtain.signal.aborted) endedAfter = published.length;
  });
  try {
    for (const { after, say, cut } of ticker ? tickerSteps(ticker) : TALK) {
      await wait(after, { signal });
      if (cut) stage.cut();
      for (const [from, text] of say) {
        published.push(stage.log.append({ from, text }));
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    curtain.abort();
  }
  const failure = await listening;
  if (failure) return { published, received, failure };
  return {
    published,
    received,
    ...(endedAfter === undefined ? {} : { endedAfter }),
  };
}

async function listen(
  messages: AsyncGenerator<Message>,
  received: Message[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const message of messages) received.push(message);
  } catch (error) {
    if (!signal.aborted) return String(error);
  }
}
