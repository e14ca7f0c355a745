import { duration } from "./_duration.ts";
import type { DiagramLine } from "./_diagram_line.ts";
import {
  cutLabel,
  eventLabel,
  requestLabel,
  responseLabel,
  unreadableLabel,
} from "./_label.ts";
import { isEventStream } from "./_event_reader.ts";
import type { PlotterOptions } from "./_plotter_options.ts";
import type { Cast } from "./cast.ts";
import { OpenSockets } from "./_open_sockets.ts";
import { Names } from "./_names.ts";
import { PauseTracker } from "./_pause_tracker.ts";
import { Pen, type Place } from "./_pen.ts";
import type {
  CutExchange,
  EventExchange,
  Exchange,
  FrameExchange,
  RequestExchange,
  ResponseExchange,
} from "./exchange.ts";
import { frameLabel } from "./frame_label.ts";

/** From how many milliseconds on a pause is told. */
const NOTICEABLE_MS = 100;
/** From how many milliseconds on it is told that a socket was silent. */
const SILENT_MS = 1_000;

/** Turns exchanges into lines of a sequence diagram, one by one. */
export class Plotter {
  readonly #cast: Cast | undefined;
  readonly #pen: Pen;
  readonly #names: Names;
  readonly #open = new Map<number, RequestExchange>();
  readonly #begun = new Set<number>();
  readonly #streams = new Set<number>();
  readonly #sockets = new OpenSockets();
  readonly #pauses = new PauseTracker();

  /** Hands each line to `take`. */
  constructor(take: (line: DiagramLine) => void, options: PlotterOptions) {
    this.#cast = options.cast;
    this.#pen = new Pen(take, options.cast);
    this.#names = new Names(this.#pen, this.#open, options);
  }

  /** Draws one exchange, and the remarks before it. */
  plot(exchange: Exchange): void {
    this.#pen.remarks(exchange.at);
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
        return this.#pen.arrow(exchange, { style, label }, 0);
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
    this.#noteOpen();
    this.#pen.end();
  }

  /** Draws all remarks that are known. */
  remarks(): void {
    this.#pen.remarks(Infinity);
  }

  #noteOpen(): void {
    for (const request of this.#open.values()) {
      const begun = this.#streams.has(request.id)
        ? "the stream stays open"
        : "body not complete yet";
      const what = this.#begun.has(request.id) ? begun : "no answer yet";
      const text = what + this.#names.reference(request, " to ");
      this.#pen.note("server", text, request);
    }
    for (const request of this.#sockets.requests) {
      const { connection, id } = request;
      const isClosed = this.#sockets.isClosed(connection);
      const what = `the ${isClosed ? "connection" : "socket"} stays open`;
      const text = `${what} ${this.#names.whose(connection, id)}`.trimEnd();
      this.#pen.note("both", text, request);
    }
  }

  #request(request: RequestExchange): void {
    this.#pause(request);
    const { connection, id } = request;
    const label = requestLabel(
      request,
      this.#names.connectionRemark(connection),
    );
    this.#open.set(id, request);
    this.#pen.arrow(request, { style: "request", label }, id);
  }

  #response(response: ResponseExchange): void {
    const { answers, at, completeAt, head } = response;
    const request = this.#open.get(answers);
    if (request !== undefined) this.#held(request, at);
    const label = responseLabel(response) +
      this.#names.reference(request, " to ");
    this.#pen.arrow(response, { style: "response", label }, answers);
    const stream = isEventStream(response);
    if (stream) this.#streams.add(answers);
    if (
      !stream && completeAt !== undefined && completeAt - at >= NOTICEABLE_MS
    ) {
      const text = `body complete after ${duration(completeAt - at)}`;
      this.#pen.note("server", text, response);
    }
    const interim = head.status < 200 && head.status !== 101;
    if (request === undefined || interim) return;
    this.#begun.add(answers);
    if (head.status === 101) {
      this.#open.delete(request.id);
      this.#sockets.open(request);
    } else if (completeAt !== undefined) this.#close(request, completeAt);
  }

  #event(event: EventExchange): void {
    const { answers } = event;
    const reference = this.#names.reference(this.#open.get(answers), " to ");
    const label = eventLabel(event) + reference;
    this.#pen.arrow(event, { style: "response", label }, answers);
  }

  #frame(frame: FrameExchange): void {
    const { from, upgrade, connection, opcode } = frame;
    this.#names.spoke(upgrade);
    this.#silence(frame);
    if (opcode === 8) this.#sockets.close(connection, from);
    const label = frameLabel(frame, this.#names.whose(connection, upgrade));
    const style = from === "client" ? "request" : "response";
    this.#pen.arrow(frame, { style, label }, upgrade);
  }

  /** The end of a socket; no cut when both sides have closed it before. */
  #end(request: RequestExchange, cut: CutExchange, isClosed: boolean): void {
    const { at, by, connection, how } = cut;
    this.#silence(cut);
    const side = by === "client" ? "request" : "response";
    const style = isClosed && how === "end" ? side : "cut";
    const whose = this.#names.whose(connection, request.id);
    const label = `${cutLabel(cut)} ${whose}`.trimEnd();
    this.#pen.arrow({ at, from: by, connection }, { style, label }, request.id);
    this.#pauses.ended(request, at);
  }

  #silence(next: Place): void {
    const ms = next.at - this.#pen.lastAt;
    if (ms < SILENT_MS) return;
    this.#pen.note("both", `silence for ${duration(ms)}`, next);
  }

  #cut(cut: CutExchange): void {
    const isClosed = this.#sockets.isClosed(cut.connection);
    const upgraded = this.#sockets.leave(cut.connection);
    if (upgraded !== undefined) return this.#end(upgraded, cut, isClosed);
    const request = this.#open.get(cut.pendingRequest ?? 0);
    if (request === undefined) return;
    this.#held(request, cut.at);
    const label = cutLabel(cut) + this.#names.reference(request, " of ");
    const { at, by: from, connection } = cut;
    this.#pen.arrow(
      { at, from, connection },
      { style: "cut", label },
      request.id,
    );
    this.#close(request, cut.at);
    for (const other of this.#open.values()) {
      if (other.connection === connection) this.#open.delete(other.id);
    }
  }

  #held(request: RequestExchange, until: number): void {
    const held = until - (request.completeAt ?? request.at);
    if (this.#begun.has(request.id) || held < NOTICEABLE_MS) return;
    this.#pen.note("server", `held ${duration(held)}`, request);
  }

  #close(request: RequestExchange, at: number): void {
    this.#open.delete(request.id);
    this.#pauses.ended(request, at);
  }

  /** Several clients are not told apart, and so neither are their pauses. */
  #pause(request: RequestExchange): void {
    const ms = this.#pauses.pauseBefore(request);
    if (ms === undefined || this.#cast) return;
    const isNoticeable = ms >= NOTICEABLE_MS;
    const text = isNoticeable
      ? `waits ${duration(ms)}`
      : "client immediately asks again";
    this.#pen.note(isNoticeable ? "client" : "both", text, request);
  }
}
