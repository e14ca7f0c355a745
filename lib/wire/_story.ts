import { oneLine, shorten } from "./_columns.ts";
import { duration } from "./_duration.ts";
import {
  cutLabel,
  eventLabel,
  requestLabel,
  requestName,
  responseLabel,
  unreadableLabel,
} from "./_label.ts";
import { isEventStream } from "./_event_reader.ts";
import type { Cast, Sides } from "./cast.ts";
import { OpenSockets } from "./_open_sockets.ts";
import { PauseTracker } from "./_pause_tracker.ts";
import type {
  CutExchange,
  EventExchange,
  Exchange,
  FrameExchange,
  RequestExchange,
  ResponseExchange,
} from "./exchange.ts";
import { FirstAndLast } from "./first_and_last.ts";
import { frameLabel } from "./frame_label.ts";
import type { Side } from "./wire_event.ts";

/** From how many milliseconds on a pause is told. */
const NOTICEABLE_MS = 100;
/** From how many milliseconds on it is told that a socket was silent. */
const SILENT_MS = 1_000;
/** Columns that an arrow's label may take, whatever crossed the wire. */
const MAX_LABEL_COLUMNS = 200;

/** An arrow of a sequence diagram. */
export interface Arrow {
  readonly kind: "arrow";
  readonly at: number;
  /** The places of the two participants. */
  readonly from: number;
  readonly to: number;
  readonly style: "request" | "response" | "cut";
  readonly label: string;
}

/** A note of a sequence diagram. */
export interface Note {
  readonly kind: "note";
  /** The places of the participants that it is about. */
  readonly over: readonly [number] | readonly [number, number];
  readonly text: string;
}

/** One line of a sequence diagram. */
export type Step = Arrow | Note;

/** When something happened, and on which connection. */
type Place = Pick<Exchange, "at" | "connection">;

/** Options for {@linkcode tellStory}. */
export interface StoryOptions {
  /** Says with each request whether its connection is new. */
  readonly connections: boolean;
  /** Who takes part, when they are more than two. */
  readonly cast?: Cast | undefined;
  /** How many lines are drawn from the beginning, and how many from the end; without it all. */
  readonly most?: { readonly first: number; readonly last: number } | undefined;
}

/** The places of the sides when there are two participants. */
const TWO: Sides = { client: 0, server: 1 };

const ALL = { first: Infinity, last: 0 };

/** Turns exchanges into arrows, and the times between them into notes. */
export function tellStory(
  all: readonly Exchange[],
  { connections, cast, most = ALL }: StoryOptions,
): Step[] {
  const sockets = new Set(
    all.flatMap((exchange) =>
      exchange.kind === "frame" ? exchange.upgrade : []
    ),
  );
  const steps = new FirstAndLast<Step>(most.first, most.last);
  const teller = new StoryTeller((step) => steps.push(step), {
    connections: connections || sockets.size > 1 && !cast,
    cast,
  });
  for (const exchange of all) teller.tell(exchange);
  teller.end();
  return steps.items((left) => leftOut(left, cast));
}

/** Stands for steps that are left out. */
export function leftOut(left: number, cast: Cast | undefined): Note {
  const count = left.toLocaleString("en");
  return noteOverAll(`… ${count} more lines are left out …`, cast);
}

/** A note that is about everybody. */
export function noteOverAll(text: string, cast: Cast | undefined): Note {
  return { kind: "note", over: [0, (cast?.names.length ?? 2) - 1], text };
}

/** Turns exchanges into steps one by one. */
export class StoryTeller {
  readonly #options: Omit<StoryOptions, "most">;
  readonly #take: (step: Step) => void;
  readonly #open = new Map<number, RequestExchange>();
  readonly #begun = new Set<number>();
  readonly #streams = new Set<number>();
  readonly #sockets = new OpenSockets();
  /** The requests whose sockets have spoken. */
  readonly #spoke = new Set<number>();
  readonly #connections = new Set<number>();
  readonly #pauses = new PauseTracker();
  #told = 0;
  #remarked = 0;
  /** The request that the last arrow belongs to. */
  #subject = 0;
  #lastAt = 0;

  /** Hands each step to `take`. */
  constructor(
    take: (step: Step) => void,
    options: Omit<StoryOptions, "most">,
  ) {
    this.#take = take;
    this.#options = options;
  }

  tell(exchange: Exchange): void {
    this.remarks(exchange.at);
    switch (exchange.kind) {
      case "request":
        return this.#request(exchange);
      case "response":
        return this.#response(exchange);
      case "event":
        return this.#event(exchange);
      case "frame":
        return this.#frame(exchange);
      case "cut":
        return this.#cut(exchange);
      case "unreadable": {
        const style = exchange.from === "client" ? "request" : "response";
        const label = unreadableLabel(exchange);
        return this.#arrow(exchange, { style, label }, 0);
      }
    }
  }

  /** An answer that was told before is complete: nothing is told, but its request is not open any more. */
  complete({ answers, completeAt }: ResponseExchange): void {
    const request = this.#open.get(answers);
    if (request === undefined || completeAt === undefined) return;
    this.#close(request, completeAt);
  }

  /** Tells what is still open, and the last remarks. */
  end(): void {
    this.#tellOpen();
    this.remarks(Infinity);
    if (this.#told > 0) return;
    this.#push(noteOverAll("nothing crossed the wire", this.#options.cast));
  }

  #tellOpen(): void {
    for (const request of this.#open.values()) {
      const begun = this.#streams.has(request.id)
        ? "the stream stays open"
        : "body not complete yet";
      const what = this.#begun.has(request.id) ? begun : "no answer yet";
      const text = what + this.#reference(request, " to ");
      this.#note("server", text, request);
    }
    for (const request of this.#sockets.requests) {
      const { connection, id } = request;
      const isClosed = this.#sockets.isClosed(connection);
      const what = `the ${isClosed ? "connection" : "socket"} stays open`;
      const text = `${what} ${this.#whose(connection, id)}`.trimEnd();
      this.#note("both", text, request);
    }
  }

  /** Tells the remarks that are known, up to a time. */
  remarks(until: number): void {
    const { remarks = [] } = this.#options.cast ?? {};
    for (; this.#remarked < remarks.length; this.#remarked++) {
      const { at, over, text } = remarks[this.#remarked]!;
      if (at > until) return;
      this.#push({ kind: "note", over: [over], text: oneLine(text) });
    }
  }

  #push(step: Step): void {
    this.#told++;
    this.#take(step);
  }

  #request(request: RequestExchange): void {
    this.#pause(request);
    const { connection, id } = request;
    const label = requestLabel(request, this.#connectionRemark(connection));
    this.#connections.add(connection);
    this.#open.set(id, request);
    this.#arrow(request, { style: "request", label }, id);
  }

  /** Frames do not say whose they are; only their connection does. */
  get #namesConnections(): boolean {
    const { connections, cast } = this.#options;
    return connections || !cast && this.#spoke.size > 1;
  }

  #connectionRemark(connection: number): string {
    if (!this.#namesConnections) return "";
    const known = this.#connections.has(connection) ? "kept" : "new";
    return `[connection ${connection}, ${known}]`;
  }

  #response(response: ResponseExchange): void {
    const { answers, at, completeAt, head } = response;
    const request = this.#open.get(answers);
    if (request !== undefined) this.#held(request, at);
    const label = responseLabel(response) + this.#reference(request, " to ");
    this.#arrow(response, { style: "response", label }, answers);
    const stream = isEventStream(response);
    if (stream) this.#streams.add(answers);
    if (
      !stream && completeAt !== undefined && completeAt - at >= NOTICEABLE_MS
    ) {
      const text = `body complete after ${duration(completeAt - at)}`;
      this.#note("server", text, response);
    }
    const interim = head.status < 200 && head.status !== 101;
    if (request === undefined || interim) return;
    this.#begun.add(answers);
    if (head.status === 101) return this.#upgrade(request);
    if (completeAt !== undefined) this.#close(request, completeAt);
  }

  #upgrade(request: RequestExchange): void {
    this.#open.delete(request.id);
    this.#sockets.open(request);
  }

  #event(event: EventExchange): void {
    const { answers } = event;
    const reference = this.#reference(this.#open.get(answers), " to ");
    const label = eventLabel(event) + reference;
    this.#arrow(event, { style: "response", label }, answers);
  }

  #frame(frame: FrameExchange): void {
    const { from, upgrade, connection, opcode } = frame;
    this.#spoke.add(upgrade);
    this.#silence(frame);
    if (opcode === 8) this.#sockets.close(connection, from);
    const label = frameLabel(frame, this.#whose(connection, upgrade));
    const style = from === "client" ? "request" : "response";
    this.#arrow(frame, { style, label }, upgrade);
  }

  /** The end of a socket; no cut when both sides have closed it before. */
  #end(request: RequestExchange, cut: CutExchange, isClosed: boolean): void {
    const { at, by, connection, how } = cut;
    this.#silence(cut);
    const side = by === "client" ? "request" : "response";
    const style = isClosed && how === "end" ? side : "cut";
    const whose = this.#whose(connection, request.id);
    const label = `${cutLabel(cut)} ${whose}`.trimEnd();
    this.#arrow({ at, from: by, connection }, { style, label }, request.id);
    this.#pauses.ended(request, at);
  }

  #silence(next: Place): void {
    const ms = next.at - this.#lastAt;
    if (ms < SILENT_MS) return;
    this.#note("both", `silence for ${duration(ms)}`, next);
  }

  /** Names the connection of a frame when another one spoke before. */
  #whose(connection: number, request: number): string {
    const isClear = request === this.#subject || !this.#namesConnections;
    return isClear ? "" : `[connection ${connection}]`;
  }

  #cut(cut: CutExchange): void {
    const isClosed = this.#sockets.isClosed(cut.connection);
    const upgraded = this.#sockets.leave(cut.connection);
    if (upgraded !== undefined) return this.#end(upgraded, cut, isClosed);
    const request = this.#open.get(cut.pendingRequest ?? 0);
    if (request === undefined) return;
    this.#held(request, cut.at);
    const label = cutLabel(cut) + this.#reference(request, " of ");
    const { at, by: from, connection } = cut;
    this.#arrow({ at, from, connection }, { style: "cut", label }, request.id);
    this.#close(request, cut.at);
    for (const other of this.#open.values()) {
      if (other.connection === connection) this.#open.delete(other.id);
    }
  }

  #held(request: RequestExchange, until: number): void {
    const held = until - (request.completeAt ?? request.at);
    if (this.#begun.has(request.id) || held < NOTICEABLE_MS) return;
    this.#note("server", `held ${duration(held)}`, request);
  }

  /** Names the request when other arrows came between. */
  #reference(request: RequestExchange | undefined, word: string): string {
    const isClear = request === undefined || request.id === this.#subject ||
      (this.#options.cast && this.#isOnlyOne(request));
    return isClear ? "" : word + requestName(request);
  }

  /** Whether nothing else is open between the same two participants. */
  #isOnlyOne({ id, connection }: RequestExchange): boolean {
    const { client, server } = this.#sides(connection);
    return [...this.#open.values()].every((other) => {
      const sides = this.#sides(other.connection);
      return other.id === id || sides.client !== client ||
        sides.server !== server;
    });
  }

  #close(request: RequestExchange, at: number): void {
    this.#open.delete(request.id);
    this.#pauses.ended(request, at);
  }

  /** Several clients are not told apart, and so neither are their pauses. */
  #pause(request: RequestExchange): void {
    const ms = this.#pauses.pauseBefore(request);
    if (ms === undefined || this.#options.cast) return;
    const isNoticeable = ms >= NOTICEABLE_MS;
    const text = isNoticeable
      ? `waits ${duration(ms)}`
      : "client immediately asks again";
    this.#note(isNoticeable ? "client" : "both", text, request);
  }

  #arrow(
    { at, connection, from }: Place & { readonly from: Side },
    said: Pick<Arrow, "style" | "label">,
    subject: number,
  ): void {
    const sides = this.#sides(connection);
    const to = from === "client" ? sides.server : sides.client;
    const label = shorten(said.label, MAX_LABEL_COLUMNS);
    const { style } = said;
    this.#push({
      kind: "arrow",
      at,
      from: sides[from],
      to,
      style,
      label,
    });
    this.#lastAt = at;
    this.#subject = subject;
  }

  #note(over: Side | "both", text: string, { connection }: Place): void {
    const sides = this.#sides(connection);
    const { client, server } = sides;
    const places: Note["over"] = over === "both"
      ? [Math.min(client, server), Math.max(client, server)]
      : [sides[over]];
    this.#push({ kind: "note", over: places, text });
  }

  #sides(connection: number): Sides {
    return this.#options.cast?.sides(connection) ?? TWO;
  }
}
