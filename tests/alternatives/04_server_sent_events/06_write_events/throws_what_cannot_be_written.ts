// Throws for what cannot be written; field by field, each line with its name.
interface StreamEvent {
  id?: string;
  event?: string;
  retry?: number;
  data?: string;
  comment?: string;
}

export function writeEvents(...events: StreamEvent[]): string {
  return events.map(writeEvent).join("");
}

function writeEvent({ id, event, retry, data, comment }: StreamEvent): string {
  let text = "";
  if (comment !== undefined) text += field("", comment);
  if (id !== undefined) text += field("id", oneLine(id));
  if (event !== undefined) text += field("event", oneLine(event));
  if (retry !== undefined) text += field("retry", digits(retry));
  if (data !== undefined) text += field("data", data);
  return `${text}\n`;
}

function field(name: string, value: string): string {
  const lines = value.split(/\r\n|\r|\n/);
  return lines.map((line) => `${name}: ${line}\n`).join("");
}

function oneLine(value: string): string {
  if (/[\r\n\0]/.test(value)) throw new TypeError("More than one line");
  return value;
}

function digits(retry: number): string {
  if (Number.isSafeInteger(retry) && retry >= 0) return `${retry}`;
  throw new RangeError("Not a time");
}
