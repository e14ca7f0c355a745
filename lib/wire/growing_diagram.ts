import { ExchangeFollower } from "./_exchange_follower.ts";
import { isEventStream } from "./_event_reader.ts";
import { participantNames } from "./_participant_names.ts";
import { type DiagramLine, leftOut, noteOverAll } from "./_diagram_line.ts";
import { Plotter } from "./_plotter.ts";
import { TextWriter } from "./_text_writer.ts";
import { WaitingLine } from "./_waiting_line.ts";
import type { Exchange } from "./exchange.ts";
import { FirstAndLast } from "./first_and_last.ts";
import type { SequenceDiagramOptions } from "./sequence_diagram.ts";
import type { Side, WireEvent } from "./wire_event.ts";

/** Options for {@linkcode GrowingDiagram}. */
export type GrowingDiagramOptions = Omit<SequenceDiagramOptions, "format">;

/** Said where the lines of a long diagram stop to come. */
const PAUSES = "… from here on the last lines follow at the end …";

/**
 * Draws a sequence diagram as lines of plain text while it is being recorded. Each event is read once, and each line is
 * made once, however long the recording grows. Lines come in the order in which exchanges began, as soon as nothing
 * more can come of them.
 *
 * @example Usage
 * ```ts
 * import { GrowingDiagram, Recording } from "wire";
 *
 * const diagram = new GrowingDiagram({ most: { first: 60, last: 20 } });
 * new Recording().onEvent((event) => {
 *   for (const line of diagram.read(event)) console.log(line);
 * });
 * for (const line of diagram.finish()) console.log(line);
 * ```
 */
export class GrowingDiagram {
  readonly #options: GrowingDiagramOptions;
  readonly #follower = new ExchangeFollower();
  readonly #plotter: Plotter;
  readonly #writer: TextWriter;
  readonly #waiting = new WaitingLine();
  /** Event streams that were told before they ended. */
  readonly #streams = new Set<Exchange>();
  /** Sides that have left their connection, such as `7 client`. */
  readonly #left = new Set<string>();
  readonly #last: FirstAndLast<DiagramLine>;
  #lines: string[] = [];
  #drawn = 0;
  #startAt: number | undefined;

  /**
   * Begins with nothing drawn.
   *
   * @throws {RangeError} If `width` is less than 40, or 20 more for each participant beyond two.
   */
  constructor(options: GrowingDiagramOptions = {}) {
    const { connections = false, cast, width = 80, startAt, most } = options;
    this.#options = options;
    this.#startAt = startAt;
    this.#last = new FirstAndLast(0, most?.last ?? 0);
    const names = participantNames({ ...options, width });
    this.#writer = new TextWriter({ names, width });
    this.#plotter = new Plotter((line) => this.#take(line), {
      connections,
      cast,
    });
  }

  /** Takes the next event; returns the lines that it adds. */
  read(event: WireEvent): string[] {
    const { begun, complete } = this.#follower.read(event);
    if (event.kind === "end" || event.kind === "reset") this.#leave(event);
    for (const placed of begun) this.#waiting.push(placed);
    this.#tell((exchange) => !this.#mayChange(exchange));
    for (const exchange of complete) this.#endStream(exchange);
    const isIdle = this.#drawn > 0 && this.#waiting.first === undefined;
    if (isIdle) this.#plotter.remarks();
    return this.#lines.splice(0);
  }

  /** Returns the lines that are left: of what is not complete, of what is still open, and the last ones of many. */
  finish(): string[] {
    this.#follower.finish();
    this.#tell(() => true);
    this.#plotter.end();
    const { cast } = this.#options;
    for (const line of this.#last.items((left) => leftOut(left, cast))) {
      this.#draw(line);
    }
    return this.#lines.splice(0);
  }

  #leave({ connection, kind, from }: WireEvent & { readonly from: Side }) {
    this.#left.add(`${connection} ${from}`);
    if (kind === "reset") {
      this.#left.add(`${connection} client`).add(`${connection} server`);
    }
    this.#follower.fillIn(connection);
  }

  /** Tells the exchanges that wait, up to one that is not ready. */
  #tell(isReady: (exchange: Exchange) => boolean): void {
    for (
      let next = this.#waiting.first;
      next !== undefined && isReady(next);
      next = this.#waiting.first
    ) {
      this.#waiting.shift();
      this.#startAt ??= next.at;
      this.#plotter.plot(next);
      if (isOpenStream(next)) this.#streams.add(next);
    }
  }

  /** A stream is told when it begins; that it has ended is seen later. */
  #endStream(exchange: Exchange): void {
    if (exchange.kind !== "response" || !this.#streams.delete(exchange)) return;
    this.#plotter.complete(exchange);
  }

  /** Whether an exchange may still look different. */
  #mayChange(exchange: Exchange): boolean {
    const hasLeft = (side: Side) =>
      this.#left.has(`${exchange.connection} ${side}`);
    switch (exchange.kind) {
      case "event":
      case "unreadable":
        return false;
      case "cut":
        // A client may close its half and still get its answer.
        return exchange.pendingRequest !== undefined && !hasLeft("server");
      case "response":
        if (isEventStream(exchange)) return false;
        /* falls through */
      case "request":
      case "frame":
        return exchange.completeAt === undefined && !hasLeft(exchange.from);
    }
  }

  #take(line: DiagramLine): void {
    const { first = Infinity } = this.#options.most ?? {};
    if (this.#drawn < first) return this.#draw(line);
    if (this.#last.length === 0) {
      this.#draw(noteOverAll(PAUSES, this.#options.cast));
    }
    this.#last.push(line);
  }

  #draw(line: DiagramLine): void {
    if (this.#drawn === 0) this.#lines.push(this.#writer.header);
    this.#drawn++;
    this.#lines.push(this.#writer.line(line, this.#startAt ?? 0));
  }
}

function isOpenStream(exchange: Exchange): boolean {
  return exchange.kind === "response" && exchange.completeAt === undefined &&
    isEventStream(exchange);
}
