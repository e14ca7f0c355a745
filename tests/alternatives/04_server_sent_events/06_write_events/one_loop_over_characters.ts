// Writes character by character; comments get a block of their own; unreadable times are left out.

export interface StreamEvent {
  id?: string;
  event?: string;
  retry?: number;
  data?: string;
  comment?: string;
}

const FORBIDDEN = new Set(["\r", "\n", "\0"]);

export function writeEvents(...events: StreamEvent[]): string {
  let text = "";
  const field = (name: string, value: string | undefined) => {
    if (value === undefined) return;
    text += `${name}: `;
    let before = "";
    for (const character of value) {
      const ends = character === "\r" || character === "\n";
      if (!ends) text += character;
      else if (!(before === "\r" && character === "\n")) text += `\n${name}: `;
      before = character;
    }
    text += "\n";
  };
  const single = (name: string, value: string | undefined) => {
    if ([...value ?? ""].some((character) => FORBIDDEN.has(character))) {
      throw new TypeError(`Cannot write ${name}: ${JSON.stringify(value)}`);
    }
    field(name, value);
  };
  for (const event of events) {
    if (event.comment !== undefined) {
      field("", event.comment);
      text += "\n";
    }
    const { retry = -1 } = event;
    if (Number.isSafeInteger(retry) && retry >= 0) field("retry", `${retry}`);
    single("event", event.event);
    field("data", event.data);
    single("id", event.id);
    text += "\n";
  }
  return text;
}
