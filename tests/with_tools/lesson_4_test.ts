import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async/delay";
import { EventSource } from "eventsource";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { type BoardServer, EventLog, type Handler, serve } from "kernel";
import { EventSource as UndiciEventSource } from "undici";
import { handler as keepItOpen } from "../../solutions/04_server_sent_events/01_keep_it_open.ts";
import { handler as resume } from "../../solutions/04_server_sent_events/02_resume.ts";
import { EventStream } from "../../solutions/04_server_sent_events/04_reconnect.ts";
import { writeEvents } from "../../solutions/04_server_sent_events/06_write_events.ts";
import {
  readEvents,
  type ReceivedEvent,
} from "../../solutions/04_server_sent_events/07_read_events.ts";
import { testInChromium, until } from "./_chromium.ts";
import { testInFirefox } from "./_firefox.ts";
import { startNginxProxy } from "./_nginx_proxy.ts";
import { testsWith } from "./_program.ts";

const testWithCurl = testsWith({
  name: "curl",
  from: "`apt-get install curl` (Debian) or `brew install curl` (macOS)",
});

const testWithNginx = testsWith({
  name: "nginx",
  from:
    "`apt-get install nginx-light` (Debian) or `brew install nginx` (macOS)",
});

const encoder = new TextEncoder();

function publish(log: EventLog, ...texts: string[]): void {
  for (const text of texts) log.append({ from: "Ada", text });
}

// Servers against readers that nobody here wrote.

/** The board of 4.2, whose streams can be ended from outside. */
interface Stage extends AsyncDisposable {
  readonly url: URL;
  readonly log: EventLog;
  /** `Last-Event-ID` of each request for the stream, in order. */
  readonly asked: (string | null)[];
  /** Ends every open stream, as a proxy does that has had enough. */
  endAll(): void;
  /** Nothing more will be published. */
  over(): void;
}

async function openStage(): Promise<Stage> {
  const log = new EventLog({ capacity: 5 });
  const over = new AbortController();
  const asked: (string | null)[] = [];
  const open = new Set<TransformStreamDefaultController<Uint8Array>>();
  const stream = resume(log, { retryMs: 50, over: over.signal });
  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/messages/stream") return blankPage();
    asked.push(request.headers.get("last-event-id"));
    const response = await stream(request);
    if (response.body === null) return response;
    const endable = new TransformStream<Uint8Array, Uint8Array>({
      start: (controller) => void open.add(controller),
    });
    return new Response(response.body.pipeThrough(endable), response);
  });
  return {
    url: server.url,
    log,
    asked,
    endAll() {
      for (const controller of open) controller.terminate();
      open.clear();
    },
    over: () => over.abort(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function blankPage(): Response {
  const headers = { "content-type": "text/html" };
  return new Response("<!DOCTYPE html><title>Board</title>", { headers });
}

/** Type, text or range, and last id of an event. */
type Seen = [type: string, said: string, lastEventId: string];

/** Somebody who follows the stream. */
interface Reader {
  seen(): Seen[] | Promise<Seen[]>;
  readyState(): number | Promise<number>;
}

/** The story that every reader is told: live, resumed, reset, over. */
async function tellStory(stage: Stage, reader: Reader): Promise<void> {
  const { log, asked } = stage;
  await until("the first stream", () => asked.length === 1);
  publish(log, "one", "two");
  await sees(reader, ["message", "one", "1"], ["message", "two", "2"]);

  stage.endAll();
  publish(log, "three");
  await sees(reader, ["message", "three", "3"]);
  assertEquals(asked, [null, "2"]);

  // Five are kept: the reader, who has three, cannot get the fourth.
  stage.endAll();
  publish(log, "4", "5", "6", "7", "8", "9", "10");
  const kept = ["6", "7", "8", "9", "10"];
  await sees(
    reader,
    ["reset", "6 to 10", "3"],
    ...kept.map((text): Seen => ["message", text, text]),
  );
  assertEquals(asked, [null, "2", "3"]);

  stage.over();
  await becomes("closed", async () => await reader.readyState() === 2);
  assertEquals(asked, [null, "2", "3", "10"]);
  assertEquals(log.listeners, 0);
}

/** Waits for the next events that a reader has not been asked about. */
async function sees(reader: Reader, ...wanted: Seen[]): Promise<void> {
  const last = JSON.stringify(wanted.at(-1));
  let all: Seen[] = [];
  await becomes(`the event ${last}`, async () => {
    all = await reader.seen();
    return JSON.stringify(all.at(-1)) === last;
  });
  assertEquals(all.slice(-wanted.length), wanted);
  const before = all.length - wanted.length;
  assertEquals(before, { two: 0, three: 2, 10: 3 }[wanted.at(-1)![1]]);
}

async function becomes(
  what: string,
  happened: () => Promise<boolean>,
): Promise<void> {
  const latest = performance.now() + 60_000;
  while (!await happened()) {
    assert(performance.now() < latest, `${what} did not happen within 60 s`);
    await delay(5);
  }
}

function seen(type: string, data: string, lastEventId: string): Seen {
  const { text, oldest, newest } = JSON.parse(data);
  return [type, text ?? `${oldest} to ${newest}`, lastEventId];
}

/** What all of them have in common. */
interface Source extends EventTarget {
  readonly readyState: number;
}

function readerOf(source: Source): Reader {
  const all: Seen[] = [];
  for (const type of ["message", "reset"]) {
    source.addEventListener(type, (event) => {
      const { data, lastEventId } = event as MessageEvent;
      all.push(seen(type, data, lastEventId));
    });
  }
  return { seen: () => all, readyState: () => source.readyState };
}

for (
  const [name, follow] of [
    ["npm:eventsource", (url: URL) => new EventSource(url)],
    ["the EventStream of 4.4", (url: URL) => new EventStream(url)],
  ] as const
) {
  Deno.test(`${name} follows the board of 4.2: live, resumed, reset, over`, async () => {
    await using stage = await openStage();
    const source = follow(new URL("messages/stream", stage.url));
    await tellStory(stage, readerOf(source as unknown as Source));
  });
}

/** Runs in the page: keeps what its EventSource dispatches. */
const FOLLOW = `
  globalThis.all = [];
  globalThis.source = new EventSource("messages/stream");
  for (const type of ["message", "reset"]) {
    source.addEventListener(type, ({ data, lastEventId }) =>
      all.push([type, data, lastEventId]));
  }
  null`;

/** The reader in a page, which is asked through the browser's own door. */
function pageReader(evaluate: (code: string) => Promise<unknown>): Reader {
  return {
    async seen() {
      const all = await evaluate("all") as Seen[];
      return all.map(([type, data, lastEventId]) =>
        seen(type, data, lastEventId)
      );
    },
    readyState: () => evaluate("source.readyState") as Promise<number>,
  };
}

testInChromium(
  "Chromium's EventSource follows the board of 4.2: live, resumed, reset, over",
  async ({ page, keep }) => {
    const stage = keep(await openStage());
    await page.goto(stage.url.href);
    await page.evaluate(FOLLOW);
    await tellStory(stage, pageReader((code) => page.evaluate(code)));
  },
);

testInFirefox(
  "Firefox's EventSource follows the board of 4.2: live, resumed, reset, over",
  async ({ page, keep }) => {
    const stage = keep(await openStage());
    await page.goto(stage.url.href);
    await page.evaluate(FOLLOW);
    await tellStory(stage, pageReader((code) => page.evaluate(code)));
  },
);

/** The lines that a program prints, one after the other. */
async function* linesOf(
  output: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

for (
  const [number, handler] of [["4.1", keepItOpen], ["4.2", resume]] as const
) {
  testWithCurl(
    `curl shows each event of ${number} as it comes`,
    async (path) => {
      const log = new EventLog();
      await using server = await serve(handler(log));
      const curl = new Deno.Command(path, {
        args: ["-sN", "--noproxy", "*", `${server.url}messages/stream`],
        stdin: "null",
        stdout: "piped",
      }).spawn();
      const lines = linesOf(curl.stdout);
      // The stream says something at once: from then on it is there.
      await lines.next();
      for (const text of ["one", "two"]) {
        publish(log, text);
        let line = "";
        while (!line.startsWith("data:")) line = (await lines.next()).value!;
        assertStringIncludes(line, `"text":"${text}"`);
      }
      await server.stop();
      // curl leaves when its stream ends; what it has said is read to the end.
      for await (const _ of lines);
      await curl.status;
    },
  );
}

// Through a real nginx, with its default buffering.

/** What a reader of a stream has got so far. */
class Reading {
  readonly #aborter = new AbortController();
  /** Everything that has come. */
  text = "";
  /** Whether the stream has ended or broken. */
  ended = false;
  /** Kept: Deno forgets the signal of a fetch whose response nobody keeps. */
  response: Response | undefined;

  /** Begins to read. */
  constructor(url: URL) {
    this.#read(url).catch(() => {}).finally(() => this.ended = true);
  }

  get comments(): number {
    return this.text.split("\n").filter((line) => line.startsWith(":")).length;
  }

  async #read(url: URL): Promise<void> {
    const { signal } = this.#aborter;
    this.response = await fetch(url, { signal });
    const texts = this.response.body!.pipeThrough(new TextDecoderStream());
    for await (const text of texts) this.text += text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#aborter.abort();
    await until("the end of the reading", () => this.ended);
  }
}

function withoutHeader(handler: Handler): Handler {
  return async (request, info) => {
    const response = await handler(request, info);
    response.headers.delete("x-accel-buffering");
    return response;
  };
}

async function behindNginx(
  path: string,
  handler: Handler,
  idleSeconds: number,
): Promise<AsyncDisposable & { url: URL }> {
  const server: BoardServer = await serve(handler);
  const nginx = await startNginxProxy(path, {
    target: server.url,
    idleSeconds,
  });
  return {
    url: new URL("messages/stream", nginx.url),
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

testWithNginx(
  "nginx hands each event of 4.1 and 4.2 on because of X-Accel-Buffering",
  async (path) => {
    for (const handler of [keepItOpen, resume]) {
      const log = new EventLog();
      await using board = await behindNginx(path, handler(log), 60);
      await using reading = new Reading(board.url);
      await until("the stream", () => reading.text !== "");
      for (const text of ["one", "two", "three"]) {
        publish(log, text);
        await until(`the event "${text}"`, () => reading.text.includes(text));
      }
      assert(!reading.ended);
    }
  },
);

testWithNginx(
  "nginx keeps every event until the end without X-Accel-Buffering",
  async (path) => {
    const log = new EventLog();
    const over = new AbortController();
    const handler = withoutHeader(resume(log, { over: over.signal }));
    await using board = await behindNginx(path, handler, 60);
    await using reading = new Reading(board.url);
    await until("the stream", () => log.listeners === 1);
    publish(log, "one", "two", "three");
    // Nothing tells that nothing comes; with the header it takes milliseconds.
    await delay(1_000);
    assertEquals(reading.text, "");
    over.abort();
    await until("the end", () => reading.ended);
    assertStringIncludes(reading.text, "three");
  },
);

testWithNginx(
  "the heartbeats of 4.1 keep a proxy open that cuts after 20 s of silence",
  async (path) => {
    const HOUR_MS = 3_600_000;
    const log = new EventLog();
    await using alive = await behindNginx(path, keepItOpen(log), 20);
    const mute = keepItOpen(log, { heartbeatMs: HOUR_MS });
    await using dead = await behindNginx(path, mute, 20);
    await using withThem = new Reading(alive.url);
    await using without = new Reading(dead.url);
    // The first comment is the welcome, the others come every 15 s.
    await until("the second heartbeat", () => withThem.comments === 3);
    assert(without.ended, "a silent stream outlived its proxy");
    assert(!withThem.ended, "heartbeats did not keep the stream open");
  },
);

// Parser and writer against npm:eventsource-parser.

/** Texts that look like streams: every part of the format, and what breaks it. */
const streams = fc.array(
  fc.oneof(
    fc.constantFrom(..."\n\r: \0\uFEFF"),
    fc.constantFrom("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\r\r"),
    fc.constantFrom("data", "data:", "data: ", "\ndata: x\n\n", "data\n"),
    fc.constantFrom("event: e", "\nevent:", "event", "Data: x", "retry\n"),
    fc.constantFrom("id: 7", "\nid:", "id", "\nid: \0", "retry: 250", "retry:"),
    fc.constantFrom("retry: 1e3\n", ": comment", ":\n", "naïve 日 🙂"),
    fc.string({ maxLength: 5, unit: "binary" }),
  ),
  { maxLength: 24 },
).map((parts) => parts.join(""));

/** A stream and the places at which it is cut, as shares of its length. */
const cutStreams = fc.tuple(
  streams,
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
);

function cut(text: string, shares: readonly number[]): Uint8Array[] {
  const bytes = encoder.encode(text);
  const places = shares.map((share) => Math.round(share * bytes.length));
  const borders = [0, ...places.toSorted((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, index) =>
    bytes.subarray(borders[index], end)
  );
}

/** What a reader got: events, and reconnection times. */
type Got = (ReceivedEvent | number)[];

async function readByUs(pieces: readonly Uint8Array[]): Promise<Got> {
  const got: Got = [];
  const onRetry = (ms: number) => void got.push(ms);
  const stream = ReadableStream.from(pieces);
  for await (const event of readEvents(stream, { onRetry })) got.push(event);
  return got;
}

/** What npm:eventsource-parser makes of it; the last id is kept by its caller. */
function readByThem(pieces: readonly Uint8Array[]): Got {
  const got: Got = [];
  let lastEventId = "";
  const parser = createParser({
    onEvent({ event = "", data, id }) {
      lastEventId = id ?? lastEventId;
      got.push({ type: event || "message", data, lastEventId });
    },
    onRetry: (ms) => got.push(ms),
  });
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const piece of pieces) {
    parser.feed(decoder.decode(piece, { stream: true }));
  }
  return got;
}

/**
 * Whether a block has an id and no data. "If the data buffer is an empty string
 * … return" comes in the standard after "Set the last event ID string of the
 * event source to the value of the last event ID buffer" (section 9.2.6), so
 * such an id counts; npm:eventsource-parser tells ids with events only.
 */
function hasQuietId(text: string): boolean {
  let [id, data] = [false, false];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  // What follows the last line end is no line.
  for (const line of lines.slice(0, -1)) {
    const [name] = line.split(":");
    if (line === "" && id && !data) return true;
    id = line !== "" && (id || name === "id");
    data = line !== "" && (data || name === "data");
  }
  return false;
}

function withoutIds(got: Got): unknown[] {
  return got.map((one) => typeof one === "number" ? one : [one.type, one.data]);
}

Deno.test("readEvents reads 10,000 cut streams as npm:eventsource-parser does", async () => {
  await fc.assert(
    fc.asyncProperty(cutStreams, async ([text, shares]) => {
      const pieces = cut(text, shares);
      const [ours, theirs] = [await readByUs(pieces), readByThem(pieces)];
      assertEquals(withoutIds(ours), withoutIds(theirs));
      if (!hasQuietId(text)) assertEquals(ours, theirs);
    }),
    { numRuns: 10_000 },
  );
});

/** Any event that `writeEvents` can write. */
const anyText = fc.oneof(fc.string({ unit: "binary" }), streams);
const oneLine = anyText.map((text) => text.replaceAll(/[\r\n\0]/g, ""));
const anyEvent = fc.record({
  id: oneLine,
  event: oneLine,
  retry: fc.nat(),
  data: anyText,
  comment: anyText,
}, { requiredKeys: ["data"] });

Deno.test("npm:eventsource-parser reads back what writeEvents wrote, 10,000 events", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 4 }), (events) => {
      let lastEventId = "";
      const wanted = events.flatMap(({ id, event, retry, data }): Got => {
        lastEventId = id ?? lastEventId;
        const text = data.replaceAll(/\r\n?/g, "\n");
        return [
          ...retry === undefined ? [] : [retry],
          { type: event || "message", data: text, lastEventId },
        ];
      });
      const written = encoder.encode(writeEvents(...events));
      assertEquals(readByThem([written]), wanted);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test({
  name:
    "npm:undici's EventSource follows the board of 4.2: live, resumed, reset, over",
  // undici lets a timer of its own run out, so this is the last test here.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stage = await openStage();
    const { href } = new URL("messages/stream", stage.url);
    await tellStory(stage, readerOf(new UndiciEventSource(href)));
  },
});
