/**
 * The process in which one variant of a board answers a learner's tests. Its
 * arguments name the variant; its first line says the port. Log and time are
 * those of the learner's process at the moment of each request.
 *
 * @module
 */
import { EventLog, type Message } from "kernel";

type Handler = (request: Request) => Response | Promise<Response>;

/** What the learner's process sends. */
interface Question {
  readonly board: number;
  readonly now: number;
  readonly oldest: number;
  readonly newest: number;
  readonly messages: readonly Message[];
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: [string, string][];
    readonly body: string | null;
  };
}

/** A board, and the log that it reads: another one with each request. */
class Board {
  #log = new EventLog();
  readonly #handler: Handler;

  constructor(handler: (log: EventLog) => Handler) {
    const current = () => this.#log;
    const view = {
      get oldest() {
        return current().oldest;
      },
      get newest() {
        return current().newest;
      },
      get listeners() {
        return current().listeners;
      },
      since: (...values: Parameters<EventLog["since"]>) =>
        current().since(...values),
      append: () => {
        throw new TypeError("This board only reads");
      },
      onAppend: () => () => {},
    };
    this.#handler = handler(view as unknown as EventLog);
  }

  async answer(question: Question): Promise<Record<string, unknown>> {
    this.#log = copyOf(question);
    Date.now = () => question.now;
    const { url, ...init } = question.request;
    const response = await this.#handler(new Request(url, init));
    const body = new Uint8Array(await response.arrayBuffer());
    const { status, headers } = response;
    return { status, headers: [...headers], base64: body.toBase64() };
  }
}

/** A log with the same messages, ids and times, and with as many that were dropped. */
function copyOf({ oldest, newest, messages }: Question): EventLog {
  let at = 0;
  const capacity = oldest === 1 ? newest + 1 : newest - oldest + 1;
  const log = new EventLog({ capacity, now: () => at });
  for (let id = 1; id < oldest; id++) log.append({ from: "", text: "" });
  for (const message of messages) {
    at = message.at;
    log.append(message);
  }
  return log;
}

const { handler } = await import(Deno.args[0]!) as {
  handler: (log: EventLog) => Handler;
};
const boards = new Map<number, Board>();

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  async (request) => {
    try {
      const question = await request.json() as Question;
      const board = boards.get(question.board) ?? new Board(handler);
      boards.set(question.board, board);
      return Response.json(await board.answer(question));
    } catch (error) {
      const { name, message } = error as Error;
      return Response.json({ error: { name, message } });
    }
  },
);
console.log((server.addr as Deno.NetAddr).port);

// Whoever started it ends it; when that one is gone, its standard input ends.
for await (const _ of Deno.stdin.readable);
Deno.exit(0);
