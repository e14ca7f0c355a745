import { delay } from "@std/async/delay";
import type { Message } from "kernel";
import type { Messages, Stage } from "./stage.ts";

/** What happens, in real milliseconds since the last step. */
const STEPS: readonly { after: number; say: readonly [string, string][] }[] = [
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
  /** The client's complaint, if it ended by itself. */
  readonly failure?: string;
}

/** Options of {@linkcode playScenario}. */
export interface ScenarioOptions {
  /** Ends the scenario early. */
  readonly signal: AbortSignal;
  /** Waits; the tests put a clock of their own here. @default {delay} */
  readonly wait?: (
    ms: number,
    options: { signal: AbortSignal },
  ) => Promise<void>;
}

/** Lets a client listen through the tap while a few people talk. */
export async function playScenario(
  stage: Pick<Stage, "tapped" | "log">,
  messages: Messages,
  { signal, wait = delay }: ScenarioOptions,
): Promise<Played> {
  const curtain = new AbortController();
  const published: Message[] = [];
  const received: Message[] = [];
  const listening = listen(
    messages(stage.tapped, { signal: curtain.signal }),
    received,
    curtain.signal,
  );
  try {
    for (const { after, say } of STEPS) {
      await wait(after, { signal });
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
  return { published, received, ...(failure ? { failure } : {}) };
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
