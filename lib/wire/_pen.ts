import { fit } from "../text/fit.ts";
import { oneLine } from "../text/one_line.ts";
import {
  type Arrow,
  type DiagramLine,
  type Note,
  noteOverAll,
} from "./_diagram_line.ts";
import type { Cast, Sides } from "./cast.ts";
import type { Exchange } from "./exchange.ts";
import type { Side } from "./wire_event.ts";

/** Columns that an arrow's label may take, whatever crossed the wire. */
const MAX_LABEL_COLUMNS = 200;

/** The places of the sides when there are two participants. */
const TWO: Sides = { client: 0, server: 1 };

/** When something happened, and on which connection. */
export type Place = Pick<Exchange, "at" | "connection">;

/** Makes the lines of a sequence diagram, one below the other, between the right participants. */
export class Pen {
  readonly #take: (line: DiagramLine) => void;
  readonly #cast: Cast | undefined;
  #drawn = 0;
  #remarked = 0;
  #subject = 0;
  #lastAt = 0;

  /** Hands each line to `take`. */
  constructor(take: (line: DiagramLine) => void, cast: Cast | undefined) {
    this.#take = take;
    this.#cast = cast;
  }

  /** The request that the last arrow belongs to. */
  get subject(): number {
    return this.#subject;
  }

  /** When the last arrow began. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** The participants of a connection. */
  sides(connection: number): Sides {
    return this.#cast?.sides(connection) ?? TWO;
  }

  /** Draws an arrow that comes from one side and belongs to a request. */
  arrow(
    { at, connection, from }: Place & { readonly from: Side },
    said: Pick<Arrow, "style" | "label">,
    subject: number,
  ): void {
    const sides = this.sides(connection);
    const to = from === "client" ? sides.server : sides.client;
    const label = fit(said.label, MAX_LABEL_COLUMNS);
    const { style } = said;
    this.#push({ kind: "arrow", at, from: sides[from], to, style, label });
    this.#lastAt = at;
    this.#subject = subject;
  }

  /** Draws a note at one side of a connection, or between both. */
  note(over: Side | "both", text: string, { connection }: Place): void {
    const sides = this.sides(connection);
    const { client, server } = sides;
    const places: Note["over"] = over === "both"
      ? [Math.min(client, server), Math.max(client, server)]
      : [sides[over]];
    this.#push({ kind: "note", over: places, text });
  }

  /** Draws the remarks that are known, up to a time. */
  remarks(until: number): void {
    const { remarks = [] } = this.#cast ?? {};
    for (; this.#remarked < remarks.length; this.#remarked++) {
      const { at, over, text } = remarks[this.#remarked]!;
      if (at > until) return;
      this.#push({ kind: "note", over: [over], text: oneLine(text) });
    }
  }

  /** Draws the last remarks; an empty diagram says that it is. */
  end(): void {
    this.remarks(Infinity);
    if (this.#drawn > 0) return;
    this.#push(noteOverAll("nothing crossed the wire", this.#cast));
  }

  #push(line: DiagramLine): void {
    this.#drawn++;
    this.#take(line);
  }
}
