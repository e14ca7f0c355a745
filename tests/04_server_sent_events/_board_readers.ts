import {
  membersOf,
  own,
  type Probe,
  readJson,
  type ServerScene,
  type ServerStart,
  textOf,
} from "exam";

/** "At once" in virtual time, as the exercise text promises. */
export const AT_ONCE_MS = 100;

const PATH = "/messages/stream";

/** What a board of this story is. */
export interface BoardInit {
  /** Options of the learner's handler. */
  readonly options: {
    readonly heartbeatMs: number;
    readonly retryMs?: number;
  };
  /** Messages that the log keeps, at most. */
  readonly capacity?: number;
  /** Signals beside `stop`. */
  readonly signals?: ServerStart["signals"];
  /** Whether what a newcomer has missed may be left out: then it begins as it likes. */
  readonly beginsAnywhere?: boolean;
}

/** How a reader comes: what it says of what it has seen. */
export interface Coming {
  readonly header?: string | undefined;
  readonly address?: string | undefined;
  readonly accept?: string | undefined;
}

/** A reader, as the model sees it. */
interface Reader {
  readonly number: number;
  readonly stream: Probe;
  /** What it has to be told, one line for each event. */
  wanted: string[];
}

/** A message of the board: its id, and its text. */
type Published = readonly [id: number, text: string];

/** The readers of a board, and the model of what each has to get. */
export class BoardReaders {
  readonly #scene: ServerScene;
  readonly #init: BoardInit;
  readonly #kept: Published[] = [];
  readonly #left: Reader[] = [];
  #readers: Reader[] = [];
  #newest = 0;
  #came = 0;
  #over = false;
  #before: readonly [timers: number, listeners: number] = [0, 0];

  /** A board that has not been started. */
  constructor(scene: ServerScene, init: BoardInit) {
    this.#scene = scene;
    this.#init = init;
  }

  /** Starts the board, and looks at what it has of its own. */
  async begin(): Promise<void> {
    const { options, capacity = 1_000, signals = {} } = this.#init;
    const { server } = this.#scene;
    await server.start({ options, capacity, signals });
    this.#before = [await server.timers(), await server.listeners()];
  }

  /** The id of the oldest message that is kept; 1 when there is none. */
  get oldest(): number {
    return this.#kept[0]?.[0] ?? this.#newest + 1;
  }

  /** The id of the newest message. */
  get newest(): number {
    return this.#newest;
  }

  /** Publishes all texts in one tick. */
  async publish(texts: readonly string[]): Promise<void> {
    if (this.#over) return;
    const { capacity = 1_000 } = this.#init;
    const news = texts.map((text): Published => [++this.#newest, text]);
    this.#kept.push(...news);
    this.#kept.splice(0, this.#kept.length - capacity);
    for (const { wanted } of this.#readers) wanted.push(...news.map(told));
    await this.#scene.server.publish(...texts);
    await this.pass(AT_ONCE_MS);
  }

  /** One more reader comes. */
  async come({ header, address, accept }: Coming): Promise<void> {
    const { server } = this.#scene;
    const query = address === undefined
      ? ""
      : `?since=${encodeURIComponent(address)}`;
    const headers: Record<string, string> = {
      ...(header === undefined ? {} : { "last-event-id": header }),
      ...(accept === undefined ? {} : { accept }),
    };
    const stream = await server.get(PATH + query, { headers });
    if (this.#over) {
      await stream.expectStatus(204);
      return await stream.expectEmpty();
    }
    await stream.expectStream();
    // White space around the value of a header is none of it (RFC 9110 §5.5).
    const cursor = [header?.trim(), address].find((text) =>
      /^[0-9]+$/.test(text ?? "")
    );
    const wanted = this.#missedAfter(Number(cursor ?? 0));
    const reader = { number: ++this.#came, stream, wanted };
    await this.#scene.clock.advance(AT_ONCE_MS);
    // What came before it may be sent, or left out.
    const newOnly = this.#init.beginsAnywhere && stream.events.length === 0;
    if (newOnly) reader.wanted = [];
    this.#readers.push(reader);
    await this.pass(0);
  }

  /** Somebody comes who cannot read an event stream. */
  async refuse(accept: string): Promise<void> {
    const { server } = this.#scene;
    const refused = await server.get(PATH, { headers: { accept } });
    await refused.expectStatus(406);
    await this.pass(0);
  }

  /** A reader leaves. */
  async leave(which: number, how: "cut" | "close"): Promise<void> {
    const [reader] = this.#readers.splice(
      which % (this.#readers.length || 1),
      1,
    );
    if (reader === undefined) return;
    this.#left.push(reader);
    await reader.stream[how]();
    await this.pass(AT_ONCE_MS);
    if (this.#readers.length === 0) await this.#expectNothingLeft();
  }

  /** A reader who left comes back with what it has seen, as a browser does. */
  async comeBack(which: number): Promise<void> {
    const [reader] = this.#left.splice(which % (this.#left.length || 1), 1);
    const header = reader?.stream.events.at(-1)?.lastEventId;
    await this.come({ header, address: "1" });
  }

  /** Nothing more is published: all streams end. */
  async over(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#scene.server.abort("over");
    await this.#scene.clock.advance(AT_ONCE_MS);
    for (const { number, stream } of this.#readers) {
      this.#scene.expect(!stream.pending || stream.broken !== undefined, {
        expected: `the stream of reader ${number} to end`,
        got: "a stream that is still open",
      });
    }
    this.#readers = [];
    await this.#expectNothingLeft();
  }

  /** Lets time pass, and compares what every reader has got. */
  async pass(ms: number): Promise<void> {
    await this.#scene.clock.advance(ms);
    for (const reader of this.#readers) {
      reader.stream.expectOpen();
      this.#judgeEvents(reader);
      this.#judgeSilence(reader);
      this.#judgeRetry(reader);
    }
  }

  /** All readers leave. */
  async end(): Promise<void> {
    while (this.#readers.length > 0) {
      await this.leave(0, this.#readers.length % 2 === 0 ? "cut" : "close");
    }
  }

  #missedAfter(cursor: number): string[] {
    const lost = cursor > this.#newest ||
      cursor > 0 && cursor + 1 < this.oldest;
    const missed = this.#kept.filter(([id]) => lost || id > cursor).map(told);
    if (!lost) return missed;
    const { oldest, newest } = this;
    return [`reset ${JSON.stringify({ oldest, newest })}`, ...missed];
  }

  #judgeEvents(reader: Reader): void {
    const got = reader.stream.events.map(({ type, data, lastEventId }) => {
      const { id, text, oldest, newest } = membersOf(readJson(data));
      if (type === "reset") {
        return `reset ${JSON.stringify({ oldest, newest })}`;
      }
      const right = type === "message" && textOf(id) === lastEventId;
      return right
        ? told([Number(lastEventId), String(text)])
        : `${type} ${lastEventId || "(no id)"}: ${data}`;
    });
    this.#scene.expect(got.join("\n") === reader.wanted.join("\n"), {
      expected: `for reader ${reader.number} so far: ${listed(reader.wanted)}`,
      got: listed(got),
    });
  }

  /** A comment comes when the last byte is `heartbeatMs` old, and only then. */
  #judgeSilence({ number, stream }: Reader): void {
    const { clock, expect } = this.#scene;
    const { heartbeatMs } = this.#init.options;
    const { writes, startedAt } = stream;
    const places = writes.map(({ at }, place) =>
      at - (writes[place - 1]?.at ?? startedAt)
    );
    const early = places.find((ms, place) =>
      /^(?::.*(?:\r\n?|\n)+)+$/.test(own(writes, place).text) &&
      ms < heartbeatMs && own(writes, place).at > startedAt + AT_ONCE_MS
    );
    const now = clock.now - (writes.at(-1)?.at ?? startedAt);
    const silent = Math.max(...places, now + 1);
    expect(early === undefined, {
      expected:
        `no comment for reader ${number} before ${heartbeatMs} ms without a byte`,
      got: `one after ${early} ms`,
    });
    expect(silent <= heartbeatMs, {
      expected:
        `no more than ${heartbeatMs} ms without a byte for reader ${number}`,
      got: `${silent} ms`,
    });
  }

  #judgeRetry({ number, stream }: Reader): void {
    const { retryMs } = this.#init.options;
    if (retryMs === undefined || stream.events.length === 0) return;
    const [before = ""] = stream.text.split(/^data/m);
    const lines = stream.text.match(/^retry/gm)?.length ?? 0;
    this.#scene.expect(
      lines === 1 && /^retry/m.test(before) && stream.retry === retryMs,
      {
        expected:
          `one line "retry: ${retryMs}" before the first event of reader ${number}`,
        got: `${lines} such lines, the last one says ${stream.retry}`,
      },
    );
  }

  async #expectNothingLeft(): Promise<void> {
    const { server, expect } = this.#scene;
    const left = [await server.timers(), await server.listeners()] as const;
    const [timers, listeners] = this.#before;
    expect(left[0] <= timers && left[1] <= listeners, {
      expected:
        `${timers} timers and ${listeners} listeners without a reader, as before`,
      got: `${left[0]} timers and ${left[1]} listeners`,
    });
  }
}

/** A message in words. */
function told([id, text]: Published): string {
  return `${id} ${JSON.stringify(text)}`;
}

function listed(lines: readonly string[]): string {
  const [first, last] = [lines.slice(0, -8).length, lines.slice(-8)];
  const more = first > 0 ? `${first} events, then ` : "";
  return lines.length === 0 ? "no event" : more + last.join(", ");
}
