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
import { frameLabel } from "./frame_label.ts";
import type { Side } from "./wire_event.ts";

/** From how many milliseconds on a pause is told. */
const NOTICEABLE_MS = 100;
/** From how many milliseconds on it is told that a socket was silent. */
const SILENT_MS = 1_000;

/** An arrow of a sequence diagram. */
export interface Arrow {
  readonly kind: "arrow";
  readonly at: number;
  readonly from: Side;
  readonly style: "request" | "response" | "cut";
  readonly label: string;
}

/** A note of a sequence diagram. */
export interface Note {
  readonly kind: "note";
  readonly over: Side | "both";
  readonly text: string;
}

/** One line of a sequence diagram. */
export type Step = Arrow | Note;

/** Options for {@linkcode tellStory}. */
export interface StoryOptions {
  /** Says with each request whether its connection is new. */
  readonly connections: boolean;
}

/** Turns exchanges into arrows, and the times between them into notes. */
export function tellStory(
  all: readonly Exchange[],
  options: StoryOptions,
): Step[] {
  const sockets = new Set(
    all.flatMap((exchange) =>
      exchange.kind === "frame" ? exchange.upgrade : []
    ),
  );
  // Frames do not say whose they are; only their connection does.
  const connections = options.connections || sockets.size > 1;
  const teller = new Teller({ connections });
  for (const exchange of all) teller.tell(exchange);
  return teller.end();
}

class Teller {
  readonly #options: StoryOptions;
  readonly #steps: Step[] = [];
  readonly #open = new Map<number, RequestExchange>();
  readonly #begun = new Set<number>();
  readonly #streams = new Set<number>();
  readonly #sockets = new OpenSockets();
  readonly #connections = new Set<number>();
  readonly #pauses = new PauseTracker();
  /** The request that the last arrow belongs to. */
  #subject = 0;
  #lastAt = 0;

  constructor(options: StoryOptions) {
    this.#options = options;
  }

  tell(exchange: Exchange): void {
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
        const { at, from } = exchange;
        const style = from === "client" ? "request" : "response";
        const label = unreadableLabel(exchange);
        return this.#arrow({ at, from, style, label }, 0);
      }
    }
  }

  end(): Step[] {
    for (const request of this.#open.values()) {
      const begun = this.#streams.has(request.id)
        ? "the stream stays open"
        : "body not complete yet";
      const what = this.#begun.has(request.id) ? begun : "no answer yet";
      this.#note("server", what + this.#reference(request, " to "));
    }
    for (const { connection, id } of this.#sockets.requests) {
      const isClosed = this.#sockets.isClosed(connection);
      const what = `the ${isClosed ? "connection" : "socket"} stays open`;
      this.#note("both", `${what} ${this.#whose(connection, id)}`.trimEnd());
    }
    if (this.#steps.length === 0) {
      this.#note("both", "nothing crossed the wire");
    }
    return this.#steps;
  }

  #request(request: RequestExchange): void {
    this.#pause(this.#pauses.pauseBefore(request));
    const { at, connection, from, id } = request;
    const label = requestLabel(request, this.#connectionRemark(connection));
    this.#connections.add(connection);
    this.#open.set(id, request);
    this.#arrow({ at, from, style: "request", label }, id);
  }

  #connectionRemark(connection: number): string {
    if (!this.#options.connections) return "";
    const known = this.#connections.has(connection) ? "kept" : "new";
    return `[connection ${connection}, ${known}]`;
  }

  #response(response: ResponseExchange): void {
    const { answers, at, completeAt, from, head } = response;
    const request = this.#open.get(answers);
    if (request !== undefined) this.#held(request, at);
    const label = responseLabel(response) + this.#reference(request, " to ");
    this.#arrow({ at, from, style: "response", label }, answers);
    const stream = isEventStream(response);
    if (stream) this.#streams.add(answers);
    if (
      !stream && completeAt !== undefined && completeAt - at >= NOTICEABLE_MS
    ) {
      this.#note("server", `body complete after ${duration(completeAt - at)}`);
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
    const { at, from, answers } = event;
    const reference = this.#reference(this.#open.get(answers), " to ");
    const label = eventLabel(event) + reference;
    this.#arrow({ at, from, style: "response", label }, answers);
  }

  #frame(frame: FrameExchange): void {
    const { at, from, upgrade, connection, opcode } = frame;
    this.#silence(at);
    if (opcode === 8) this.#sockets.close(connection, from);
    const label = frameLabel(frame, this.#whose(connection, upgrade));
    const style = from === "client" ? "request" : "response";
    this.#arrow({ at, from, style, label }, upgrade);
  }

  /** The end of a socket; no cut when both sides have closed it before. */
  #end(request: RequestExchange, cut: CutExchange, isClosed: boolean): void {
    const { at, by, connection, how } = cut;
    this.#silence(at);
    const side = by === "client" ? "request" : "response";
    const style = isClosed && how === "end" ? side : "cut";
    const whose = this.#whose(connection, request.id);
    const label = `${cutLabel(cut)} ${whose}`.trimEnd();
    this.#arrow({ at, from: by, style, label }, request.id);
    this.#pauses.ended(request, at);
  }

  #silence(until: number): void {
    const ms = until - this.#lastAt;
    if (ms >= SILENT_MS) this.#note("both", `silence for ${duration(ms)}`);
  }

  /** Names the connection of a frame when another one spoke before. */
  #whose(connection: number, request: number): string {
    const isClear = request === this.#subject || !this.#options.connections;
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
    this.#arrow({ at: cut.at, from: cut.by, style: "cut", label }, request.id);
    this.#close(request, cut.at);
    for (const { id, connection } of this.#open.values()) {
      if (connection === cut.connection) this.#open.delete(id);
    }
  }

  #held(request: RequestExchange, until: number): void {
    const held = until - (request.completeAt ?? request.at);
    if (this.#begun.has(request.id) || held < NOTICEABLE_MS) return;
    this.#note("server", `held ${duration(held)}`);
  }

  /** Names the request when other arrows came between. */
  #reference(request: RequestExchange | undefined, word: string): string {
    return request === undefined || request.id === this.#subject
      ? ""
      : word + requestName(request);
  }

  #close(request: RequestExchange, at: number): void {
    this.#open.delete(request.id);
    this.#pauses.ended(request, at);
  }

  #pause(ms: number | undefined): void {
    if (ms === undefined) return;
    if (ms < NOTICEABLE_MS) this.#note("both", "client immediately asks again");
    else this.#note("client", `waits ${duration(ms)}`);
  }

  #arrow(arrow: Omit<Arrow, "kind">, subject: number): void {
    this.#steps.push({ kind: "arrow", ...arrow });
    this.#lastAt = arrow.at;
    this.#subject = subject;
  }

  #note(over: Note["over"], text: string): void {
    this.#steps.push({ kind: "note", over, text });
  }
}
