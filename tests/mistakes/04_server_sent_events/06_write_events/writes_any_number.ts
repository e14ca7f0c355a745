// Caught by: writes a reconnection time in digits or not at all
// Misconception: A number is written with digits.
// Says: some readers do worse
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
  if (retry !== undefined) text += field("retry", String(retry));
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
