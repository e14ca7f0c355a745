// Removes the characters that cannot be written, writes no spaces that are not needed, and ends lines with CRLF.

export interface StreamEvent {
  id?: string;
  event?: string;
  retry?: number;
  data?: string;
  comment?: string;
}

export function writeEvents(...events: StreamEvent[]): string {
  const lines: string[] = [];
  const add = (name: string, value: string) => {
    const space = value.startsWith(" ") ? " " : "";
    lines.push(value === "" && name !== "" ? name : `${name}:${space}${value}`);
  };
  for (const { id, event, retry, data, comment } of events) {
    if (Number.isSafeInteger(retry) && /^\d+$/.test(`${retry}`)) {
      add("retry", `${retry}`);
    }
    for (const line of data?.replace(/\r\n?/g, "\n").split("\n") ?? []) {
      add("data", line);
    }
    if (event) add("event", event.replace(/[\r\n]/g, ""));
    if (id !== undefined) add("id", id.replace(/[\r\n\0]/g, ""));
    if (comment !== undefined) {
      for (const line of comment.split(/\r\n|[\r\n]/)) add("", line);
    }
    lines.push("");
  }
  return lines.map((line) => `${line}\r\n`).join("");
}
