/**
 * Measures lesson 4's solutions against what somebody else wrote, in the same
 * run: `deno run --allow-read --allow-run tests/bench/server_sent_events_bench.ts`.
 * `readEvents` (4.7) reads the same bytes as npm:eventsource-parser; the board of
 * 4.1 tells 1,000 readers what a bare loop tells them. Both sides take turns,
 * round by round, and the median of the rounds' ratios is printed, so that what
 * else the machine does touches both alike.
 *
 * @module
 */
import { createParser } from "eventsource-parser";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { Child } from "../../lib/kernel/_bench/child.ts";
import { readEvents } from "../../solutions/04_server_sent_events/07_read_events.ts";
import { median } from "../../lib/kernel/_bench/median.ts";

const INPUT_BYTES = 16 * 1_048_576;
const CHUNK_BYTES = 16_384;
const PARSER_ROUNDS = 31;
const READERS = 1_000;
const BROADCAST_ROUNDS = 31;
const MEMORY_ROUNDS = 3;
const LIMIT_MS = 300_000;

/** What one round measured: ours, and theirs. */
interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

/** Measures both in turn, the order changing from round to round. */
async function inTurn(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const early = round % 2 ? await theirs() : undefined;
    const measured = await ours();
    pairs.push({ ours: measured, theirs: early ?? await theirs() });
  }
  return pairs;
}

function report(
  what: string,
  aim: string,
  pairs: Pair[],
  figure: (value: number) => string,
  ratio: (pair: Pair) => number,
): void {
  const value = median(pairs.map(ratio)).toFixed(2);
  const ours = figure(median(pairs.map(({ ours }) => ours)));
  const theirs = figure(median(pairs.map(({ theirs }) => theirs)));
  console.log(
    `${what.padEnd(52)} ${value}  (${aim}; ${ours} against ${theirs})`,
  );
}

/** Streams of messages as the board writes them, in the pieces that come. */
function input(textLength: number): Uint8Array[] {
  const blocks: string[] = [];
  const text = "Good morning ".repeat(textLength / 13 + 1).slice(0, textLength);
  for (let size = 0, id = 1; size < INPUT_BYTES; id++) {
    const message = { id, at: 1_767_600_000_000 + id, from: "Ada", text };
    blocks.push(`id: ${id}\ndata: ${JSON.stringify(message)}\n\n`);
    size += blocks.at(-1)!.length;
  }
  const bytes = new TextEncoder().encode(blocks.join(""));
  const count = Math.ceil(bytes.length / CHUNK_BYTES);
  return Array.from(
    { length: count },
    (_, index) =>
      bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
}

type Reader = (stream: ReadableStream<Uint8Array>) => Promise<void>;

const readers = {
  ours: async (stream) => {
    for await (const _ of readEvents(stream));
  },
  stream: async (stream) => {
    const texts = stream.pipeThrough(
      new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>,
    );
    for await (const _ of texts.pipeThrough(new EventSourceParserStream()));
  },
  callback: async (stream) => {
    const parser = createParser({ onEvent() {} });
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  },
} satisfies Record<string, Reader>;

/** Reads the chunks once; bytes per second. */
async function speed(read: Reader, chunks: Uint8Array[]): Promise<number> {
  const start = performance.now();
  await read(ReadableStream.from(chunks));
  return INPUT_BYTES / (performance.now() - start) * 1_000;
}

async function compareParsers(
  theirs: "stream" | "callback",
  textLength: number,
  what: string,
  aim: string,
): Promise<void> {
  const chunks = input(textLength);
  const run = (name: keyof typeof readers) => () =>
    speed(readers[name], chunks);
  await inTurn(3, run("ours"), run(theirs)); // warms both up
  const pairs = await inTurn(PARSER_ROUNDS, run("ours"), run(theirs));
  const figure = (value: number) => `${(value / 1e6).toFixed(0)} MB/s`;
  report(what, aim, pairs, figure, ({ ours, theirs }) => ours / theirs);
}

const program = (name: string) => new URL(name, import.meta.url).href;

/** A board in a process of its own, and its readers in another. */
class Hall implements AsyncDisposable {
  readonly #server: Child;
  #load: Child | undefined;

  constructor(kind: "bare" | "board") {
    this.#server = new Child(program("_stream_server.ts"), kind);
  }

  /** Lets the readers in; returns the server's memory per reader in bytes. */
  async fill(): Promise<number> {
    const url = await this.#server.line();
    this.#load = new Child(program("_stream_load.ts"), url, `${READERS}`);
    return Number(await this.#load.line());
  }

  /** Milliseconds until all readers had all of what was published. */
  async broadcast(): Promise<number> {
    await this.#load!.goOn();
    return Number(await this.#load!.line());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load?.[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

async function compareBroadcasts(): Promise<void> {
  await using board = new Hall("board");
  await using bare = new Hall("bare");
  await board.fill();
  await bare.fill();
  const ours = () => board.broadcast();
  const theirs = () => bare.broadcast();
  await inTurn(3, ours, theirs); // warms both up
  const pairs = await inTurn(BROADCAST_ROUNDS, ours, theirs);
  const figure = (value: number) => `${value.toFixed(0)} ms`;
  report(
    `20 messages to ${READERS} readers, against a bare loop`,
    "aim >= 0.70",
    pairs,
    figure,
    ({ ours, theirs }) => theirs / ours,
  );
}

async function compareMemory(): Promise<void> {
  const measure = (kind: "bare" | "board") => async () => {
    await using hall = new Hall(kind);
    return await hall.fill();
  };
  const pairs = await inTurn(MEMORY_ROUNDS, measure("board"), measure("bare"));
  const figure = (value: number) => `${(value / 1024).toFixed(1)} KiB`;
  report(
    `memory per reader of ${READERS}, against bare`,
    "no aim",
    pairs,
    figure,
    ({ ours, theirs }) => ours / theirs,
  );
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1_000} s`);
  Deno.exit(1);
}, LIMIT_MS);
console.log("Lesson 4 against others, medians of the same run:");
await compareParsers(
  "stream",
  30,
  "readEvents, short messages, against its stream",
  "aim >= 0.50",
);
await compareParsers(
  "callback",
  1_000,
  "readEvents, messages of 1 kB, against its callback",
  "aim >= 0.50",
);
await compareParsers(
  "callback",
  30,
  "readEvents, short messages, against its callback",
  // `for await` alone, over events that are there, takes as long as its parser.
  "no aim",
);
await compareBroadcasts();
await compareMemory();
clearTimeout(limit);
