/** What a stream has said so far, read whole. */
export interface ModelReading {
  /** What was dispatched, in order. */
  readonly events: readonly ModelEvent[];
  /** The last id that counts, when the stream began with `lastEventId`. */
  readonly lastEventId: string;
  /** What `retry` said in blocks that have ended. */
  readonly retries: readonly number[];
  /** What `retry` said in a block that has not ended. */
  readonly begunRetries: readonly number[];
}

/** One event, as a reader dispatches it. */
export interface ModelEvent {
  /** Its type. */
  readonly type: string;
  /** Its data. */
  readonly data: string;
  /** The last id at its place. */
  readonly lastEventId: string;
}

/**
 * Reads all that a stream has said as the standard reads it (WHATWG HTML
 * §9.2.6). Always from the start: a model has no state that pieces could upset.
 */
export function modelReading(
  text: string,
  before: { readonly lastEventId?: string } = {},
): ModelReading {
  const events: ModelEvent[] = [];
  const retries: number[] = [];
  let lastEventId = before.lastEventId ?? "";
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  lines.pop();
  let block: string[] = [];
  for (const line of lines) {
    if (line !== "") {
      block.push(line);
      continue;
    }
    const fields = block.map(fieldOf);
    block = [];
    retries.push(...retriesOf(fields));
    lastEventId = fields.findLast(isId)?.value ?? lastEventId;
    const data = fields.filter(({ name }) => name === "data");
    if (data.length === 0) continue;
    const event = fields.findLast(({ name }) => name === "event");
    events.push({
      type: event?.value || "message",
      data: data.map(({ value }) => value).join("\n"),
      lastEventId,
    });
  }
  const begunRetries = retriesOf(block.map(fieldOf));
  return { events, lastEventId, retries, begunRetries };
}

/** One line of a block. */
interface Field {
  readonly name: string;
  readonly value: string;
}

function fieldOf(line: string): Field {
  const colon = line.indexOf(":");
  if (colon < 0) return { name: line, value: "" };
  const value = line.slice(colon + 1);
  return {
    name: line.slice(0, colon),
    value: value.startsWith(" ") ? value.slice(1) : value,
  };
}

function isId({ name, value }: Field): boolean {
  return name === "id" && !value.includes("\0");
}

function retriesOf(fields: readonly Field[]): number[] {
  return fields.filter(({ name, value }) =>
    name === "retry" && /^[0-9]+$/.test(value)
  ).map(({ value }) => Number(value));
}
