/**
 * Lesson 2, the bill: what polling costs one reader in one minute. The lesson's
 * own server and client run in virtual time, so the minute takes no time at all.
 *
 * @module
 */
import { FakeTime } from "@std/testing/time";
import { EventLog } from "kernel";
import { messages } from "./client.ts";
import { handler } from "./server.ts";

const MINUTE_MS = 60_000;

/** When somebody publishes, in milliseconds after the reader came. */
const PUBLISHED_MS = [1_300, 9_050, 22_480, 22_900, 41_750, 51_620];

/** What the minute cost. */
export interface Cost {
  /** How often the reader asked. */
  readonly requests: number;
  /** How many of the answers were `[]`. */
  readonly emptyAnswers: number;
  /** How long after its publication each message was read, in milliseconds. */
  readonly latenessMs: readonly number[];
}

/** Plays a minute with six messages for a reader who asks every `intervalMs`. */
export async function cost(intervalMs: number): Promise<Cost> {
  const log = new EventLog();
  const leave = new AbortController();
  const latenessMs: number[] = [];
  using time = new FakeTime();
  using wire = shortWire(handler(log));
  for (const ms of PUBLISHED_MS) {
    setTimeout(() => log.append({ from: "ada", text: `at ${ms} ms` }), ms);
  }
  setTimeout(() => leave.abort(), MINUTE_MS);
  const read = async () => {
    const { signal } = leave;
    const board = new URL("http://board.example/");
    for await (const { at } of messages(board, { intervalMs, signal })) {
      latenessMs.push(Date.now() - at);
    }
  };
  const reading = read();
  while (await time.nextAsync());
  await reading;
  const { requests, emptyAnswers } = wire;
  return { requests, emptyAnswers, latenessMs };
}

/** Leads `fetch` to `answer` in this process, and counts, until it is disposed of. */
function shortWire(
  answer: (request: Request) => Response | Promise<Response>,
): Disposable & { requests: number; emptyAnswers: number } {
  const { fetch } = globalThis;
  const wire = {
    requests: 0,
    emptyAnswers: 0,
    [Symbol.dispose]: () => void Object.assign(globalThis, { fetch }),
  };
  globalThis.fetch = async (input, init) => {
    const response = await answer(new Request(input, init));
    const text = await response.text();
    wire.requests++;
    if (text === "[]") wire.emptyAnswers++;
    return new Response(text, response);
  };
  return wire;
}
