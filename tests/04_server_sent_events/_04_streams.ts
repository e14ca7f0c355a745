import {
  chunkOf,
  type ClientScene,
  demand,
  own,
  type PeerExchange,
} from "exam";
import { inPieces } from "../_marks.ts";
import { modelReading } from "./_model_reader.ts";

/** "At once" in virtual time, as the exercise text promises. */
const AT_ONCE_MS = 100;
const HOUR_MS = 3_600_000;
const NAMES = ["one", "two", "three"];
const CONNECTING = 0, OPEN = 1, CLOSED = 2;

/** Ways in which a stream is lost; the last one only where its body is in chunks. */
export type Way = "end" | "cut" | "the last chunk";

/** Options of one stream. */
export interface Options {
  /** Wait before a reconnection until the stream names another, in milliseconds. */
  readonly retryMs: number;
  /** Time without a byte after which a stream is lost, in milliseconds. */
  readonly silenceMs: number;
}

/** How a text is cut. */
export interface Pieces {
  /** Into how many pieces. */
  readonly pieces: number;
  /** How many of them are written; by default all. */
  readonly written?: number;
}

/** One stream, as the model sees it. */
interface Stream {
  readonly name: string;
  readonly silenceMs: number;
  readonly closeOn: string | undefined;
  state: "waiting" | "asking" | "open" | "closed";
  request?: PeerExchange;
  inChunks: boolean;
  /** When its silence is over, in milliseconds since the check began. */
  silentAt: number;
  lostAt: number;
  /** The next request comes not before, and is there then. */
  due: { from: number; until: number };
  /** The time to come back; a `retry` in a block that was cut off may count, or not. */
  retries: readonly number[];
  begunRetries: readonly number[];
  lastEventId: string;
  /** The last id when this connection began, and all bytes since. */
  idBefore: string;
  bytes: Uint8Array;
  /** How many events these bytes have made. */
  made: number;
}

/** The learner's streams of one page, and the model of each. */
export class Streams {
  readonly #scene: ClientScene;
  readonly #streams: Stream[] = [];
  /** What has to be dispatched before the next look. */
  #wanted: string[] = [];
  #seen = 0;
  #taken = 0;
  #away = false;

  /** No stream yet. */
  constructor(scene: ClientScene) {
    this.#scene = scene;
  }

  /** Constructs one more, if there are not three. */
  async construct(options: Options, closeOn?: string): Promise<void> {
    const { length } = this.#streams;
    if (length === NAMES.length) return;
    const name = own(NAMES, length);
    const { now } = this.#scene.clock;
    this.#streams.push({
      ...{ name, closeOn, state: "waiting", inChunks: false },
      silenceMs: options.silenceMs,
      ...{
        silentAt: Infinity,
        lostAt: now,
        due: { from: now, until: now + AT_ONCE_MS },
      },
      ...{ lastEventId: "", idBefore: "", bytes: new Uint8Array(), made: 0 },
      ...{ retries: [options.retryMs], begunRetries: [] },
    });
    await this.#scene.client.construct({ ...options }, {
      below: `${name}/`,
      listen: ["message", "reset"],
      ...(closeOn === undefined ? {} : { closeOn }),
    });
    await this.#look();
    await this.pass(AT_ONCE_MS);
  }

  /** Answers with a stream. */
  async begin(on: number, how: "plain" | "in chunks"): Promise<void> {
    const stream = this.#at(on);
    if (stream.state !== "asking") return;
    stream.inChunks = how === "in chunks";
    stream.state = "open";
    stream.idBefore = stream.lastEventId;
    stream.bytes = new Uint8Array();
    stream.made = 0;
    this.#hear(stream);
    this.#dispatch(stream, "open", told("open", OPEN));
    await requestOf(stream).writeHead(200, {
      "content-type": "text/event-stream",
      ...(stream.inChunks ? { "transfer-encoding": "chunked" } : {}),
    });
    await this.#look();
  }

  /** Answers with what is no stream: that is the end. */
  async refuse(
    on: number,
    answer: (request: PeerExchange) => Promise<void>,
  ): Promise<void> {
    const stream = this.#at(on);
    if (stream.state !== "asking") return;
    this.#dispatch(stream, "error", told("error", CLOSED));
    close(stream);
    await answer(requestOf(stream));
    await this.#look();
  }

  /** Writes a text in pieces, on a stream that is begun if need be. */
  async write(
    on: number,
    text: string,
    { pieces, written = pieces }: Pieces,
  ): Promise<void> {
    const stream = this.#at(on);
    await this.begin(on, "plain");
    const bytes = new TextEncoder().encode(text);
    for (const piece of inPieces(bytes, pieces).slice(0, written)) {
      if (stream.state !== "open") return;
      this.#say(stream, piece);
      const wire = stream.inChunks ? chunkOf(piece) : piece;
      await requestOf(stream).write(wire);
      await this.#look();
    }
  }

  /** Loses a stream, or the connection on which it was asked for. */
  async lose(on: number, way: Way): Promise<void> {
    const stream = this.#at(on);
    if (stream.state !== "asking" && stream.state !== "open") return;
    const complete = stream.inChunks && way === "the last chunk";
    this.#lose(stream);
    const request = requestOf(stream);
    if (complete) await request.write("0\r\n\r\n");
    await (way === "cut" ? request.cut() : request.end());
    await this.#look();
  }

  /** Lets nobody connect for some time; of several streams nobody would know which one failed. */
  async away(ms: number): Promise<void> {
    if (this.#going.length !== 1) return;
    this.#away = true;
    this.#scene.peer.refuse(true);
    await this.pass(ms);
    this.#scene.peer.refuse(false);
    this.#away = false;
  }

  /** Closes the stream that was constructed last. */
  async close(): Promise<void> {
    close(own(this.#streams, -1));
    await this.#scene.client.close();
    await this.#look();
  }

  /** Sleeps and wakes: what is overdue happens then. */
  async sleep(ms: number): Promise<void> {
    const { clock } = this.#scene;
    await clock.sleepAndWake(ms);
    for (const stream of this.#going) {
      stream.due.until = Math.max(stream.due.until, clock.now + 1_000);
      if (stream.silentAt <= clock.now) this.#lose(stream);
    }
    await this.#look();
  }

  /** Lets time pass, and looks just before each moment at which something is due, and at it. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#scene;
    const end = clock.now + ms;
    while (clock.now < end) {
      const moments = this.#moments.flatMap((at) => [at - 1, at]);
      const next = Math.min(end, ...moments.filter((at) => at > clock.now));
      await clock.advance(next - clock.now);
      for (const stream of this.#going) {
        if (stream.silentAt <= clock.now) this.#lose(stream);
      }
      await this.#look();
    }
  }

  /** How long it is until something is due; 0 when nothing is. */
  get nextMs(): number {
    const { now } = this.#scene.clock;
    const next = Math.min(...this.#moments.filter((at) => at > now));
    return Number.isFinite(next) ? next - now : 0;
  }

  /** Closes the last one; when all are closed, nothing may be left. */
  async end(): Promise<void> {
    await this.close();
    if (this.#going.length > 0) return;
    const { client, clock, expect } = this.#scene;
    const timers = await client.timers();
    expect(timers === 0, {
      expected: "no timer left when every stream is closed",
      got: `${timers}`,
    });
    await clock.advance(HOUR_MS);
    await this.#look();
  }

  get #going(): readonly Stream[] {
    return this.#streams.filter(({ state }) => state !== "closed");
  }

  get #moments(): readonly number[] {
    return this.#going.flatMap(({ state, due, silentAt }) =>
      state === "waiting" ? [due.from, due.until] : [silentAt]
    );
  }

  #at(on: number): Stream {
    return own(this.#streams, on % this.#streams.length);
  }

  #hear(stream: Stream): void {
    stream.silentAt = this.#scene.clock.now + stream.silenceMs;
  }

  /** Its reader gets these bytes next. */
  #say(stream: Stream, piece: Uint8Array): void {
    this.#hear(stream);
    const bytes = new Uint8Array(stream.bytes.length + piece.length);
    bytes.set(stream.bytes);
    bytes.set(piece, stream.bytes.length);
    stream.bytes = bytes;
    const text = new TextDecoder().decode(bytes);
    const reading = modelReading(text, { lastEventId: stream.idBefore });
    stream.lastEventId = reading.lastEventId;
    const [latest] = reading.retries.slice(-1);
    if (latest !== undefined) stream.retries = [latest];
    for (
      const { type, data, lastEventId } of reading.events.slice(stream.made)
    ) {
      this.#dispatch(stream, type, told(type, OPEN, data, lastEventId));
    }
    stream.made = reading.events.length;
    stream.begunRetries = reading.begunRetries;
  }

  #lose(stream: Stream, at = this.#scene.clock.now): void {
    stream.retries = [...stream.retries, ...stream.begunRetries];
    stream.begunRetries = [];
    stream.state = "waiting";
    stream.silentAt = Infinity;
    stream.lostAt = at;
    stream.due = {
      from: at + Math.min(...stream.retries),
      until: at + 2 * Math.max(...stream.retries),
    };
    this.#dispatch(stream, "error", told("error", CONNECTING));
  }

  /** Its listeners hear of it, and may close it. */
  #dispatch(stream: Stream, type: string, event: string): void {
    if (stream.state === "closed") return;
    this.#wanted.push(event);
    if (type === stream.closeOn) close(stream);
  }

  /** Compares all that was asked for and dispatched since the last look. */
  async #look(): Promise<void> {
    this.#judgeEvents();
    await this.#judgeRequests();
    for (const stream of this.#streams) this.#judgeConnection(stream);
  }

  #judgeEvents(): void {
    const { client, expect } = this.#scene;
    const got = client.events.slice(this.#seen).map((event) => {
      const { type, readyState, data, lastEventId, at } = event;
      const words = told(type, readyState, data, lastEventId);
      if (words === told("error", CONNECTING)) this.#failToConnect(at);
      return words;
    });
    this.#seen = client.events.length;
    const wanted = this.#wanted.splice(0);
    expect(got.join("\n") === wanted.join("\n"), {
      expected: `${listed(wanted)} now, each with the readyState of the moment`,
      got: listed(got),
    });
  }

  /** While the server is away, an error says when it was tried. */
  #failToConnect(at: number): void {
    const [stream] = this.#going;
    if (!this.#away || stream?.state !== "waiting") return;
    // A silence that was over meanwhile: that loss is known.
    if (at === stream.lostAt) return;
    this.#expectDue(stream, at);
    this.#lose(stream, at);
  }

  async #judgeRequests(): Promise<void> {
    const { peer, expect } = this.#scene;
    for (; this.#taken < peer.requests.length; this.#taken++) {
      const request = await peer.next();
      const { path } = request;
      const stream = demand(
        this.#streams.find(({ name }) => path === `/${name}/messages/stream`),
        "a request for a stream",
        path,
      );
      expect(stream.state === "waiting", {
        expected: `no request for ${path} now: the stream is ${stream.state}`,
        got: "a request",
      });
      this.#expectDue(stream, request.at);
      stream.request = request;
      stream.state = "asking";
      stream.inChunks = false;
      stream.silentAt = request.at + stream.silenceMs;
      expectId(this.#scene, request, stream.lastEventId);
    }
  }

  #expectDue({ due, lostAt, retries }: Stream, at: number): void {
    this.#scene.expect(at >= due.from && at <= due.until, {
      expected: `a reconnection ${retries.join(" or ")} ms after the loss`,
      got: `one after ${at - lostAt} ms`,
    });
  }

  #judgeConnection({ name, state, request, due }: Stream): void {
    const { clock, expect } = this.#scene;
    const over = state === "closed" || state === "waiting";
    expect(!over || !request || request.ended || request.gone, {
      expected: `the connection of stream ${name} given up`,
      got: "a connection that is still open",
    });
    expect(state !== "waiting" || clock.now < due.until, {
      expected: `a request of stream ${name} by now`,
      got: "no request",
    });
  }
}

function close(stream: Stream): void {
  stream.state = "closed";
  stream.silentAt = Infinity;
}

function requestOf({ name, request }: Stream): PeerExchange {
  return demand(request, `a request of stream ${name}`);
}

/** Demands the last id in UTF-8, or none where no header can carry it. */
function expectId(
  { expect }: ClientScene,
  request: PeerExchange,
  id: string,
): void {
  const value = request.headers.get("last-event-id");
  const bytes = Uint8Array.from(value ?? "", (byte) => byte.charCodeAt(0));
  const got = value === null ? "" : new TextDecoder().decode(bytes);
  // deno-lint-ignore no-control-regex
  const carried = /[\0-\x1f\x7f]/.test(id) || id.length > 4_096 ? "" : id;
  const words = (of: string) =>
    of === "" ? "no Last-Event-ID" : `Last-Event-ID: ${of}, in UTF-8`;
  expect(got === carried, { expected: words(carried), got: words(got) });
}

/** An event in words. */
function told(
  type: string,
  readyState: number,
  data?: string,
  lastEventId?: string,
): string {
  const short = (text: string) =>
    text.length > 60 ? `${text.slice(0, 20)}… (${text.length})` : text;
  const said = data === undefined ? "" : ` ${JSON.stringify(short(data))}`;
  const id = lastEventId
    ? ` with the id ${JSON.stringify(short(lastEventId))}`
    : "";
  return `${type} (${readyState})${said}${id}`;
}

function listed(events: readonly string[]): string {
  return events.length === 0 ? "no event" : events.join(", ");
}
