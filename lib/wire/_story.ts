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
import { PauseTracker } from "./_pause_tracker.ts";
import type {
  CutExchange,
  EventExchange,
  Exchange,
  RequestExchange,
  ResponseExchange,
} from "./exchange.ts";
import type { Side } from "./wire_event.ts";

/** From how many milliseconds on a pause is told. */
const NOTICEABLE_MS = 100;

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
  const teller = new Teller(options);
  for (const exchange of all) teller.tell(exchange);
  return teller.end();
}

class Teller {
  readonly #options: StoryOptions;
  readonly #steps: Step[] = [];
  readonly #open = new Map<number, RequestExchange>();
  readonly #begun = new Set<number>();
  readonly #streams = new Set<number>();
  readonly #connections = new Set<number>();
  readonly #pauses = new PauseTracker();
  /** The request that the last arrow belongs to. */
  #subject = 0;

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
    if (completeAt !== undefined) this.#close(request, completeAt);
  }

  #event(event: EventExchange): void {
    const { at, from, answers } = event;
    const reference = this.#reference(this.#open.get(answers), " to ");
    const label = eventLabel(event) + reference;
    this.#arrow({ at, from, style: "response", label }, answers);
  }

  #cut(cut: CutExchange): void {
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
    this.#subject = subject;
  }

  #note(over: Note["over"], text: string): void {
    this.#steps.push({ kind: "note", over, text });
  }
}
