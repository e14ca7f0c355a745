import { type ResponseHead, webSocketAccept } from "wire";

/** What a handshake has to be judged by. */
export interface HandshakeRequest {
  /** The value of `Sec-WebSocket-Key` that was sent. */
  readonly key: string;
  /** The subprotocol that has to be chosen; empty for none. */
  readonly protocol: string;
}

/** One field of the answer, and what it has to be. */
interface Field {
  readonly name: string;
  readonly value: string | undefined;
  /** What is wrong with it. */
  readonly wrong: string | undefined;
  /** Place in the value of the first wrong byte. */
  readonly place: number;
}

/**
 * Judges the server's half of a handshake (RFC 6455, section 4.2.2).
 *
 * @returns The handshake field by field, with a caret under the first wrong
 * byte of each wrong one; `undefined` when all is right.
 */
export function judgeHandshake(
  head: ResponseHead,
  { key, protocol }: HandshakeRequest,
): string | undefined {
  const fields = [
    token("Upgrade", head, "websocket"),
    token("Connection", head, "upgrade"),
    exact("Sec-WebSocket-Accept", head, webSocketAccept(key)),
    exact("Sec-WebSocket-Protocol", head, protocol || undefined),
    exact("Sec-WebSocket-Extensions", head, undefined),
  ];
  const status = statusLine(head);
  if (status.wrong === undefined && fields.every(({ wrong }) => !wrong)) {
    return undefined;
  }
  return [
    "this handshake:",
    ...drawn("HTTP/1.1 ", status),
    ...fields.flatMap((field) =>
      field.value === undefined && field.wrong === undefined
        ? []
        : drawn(`${field.name}: `, field)
    ),
  ].join("\n");
}

function statusLine({ status, reason }: ResponseHead): Field {
  return {
    name: "",
    value: `${status} ${reason}`.trimEnd(),
    place: 0,
    wrong: status === 101 ? undefined : "expected 101",
  };
}

/** A list of tokens, in any case, that has to hold one. */
function token(name: string, head: ResponseHead, wanted: string): Field {
  const value = valueOf(head, name);
  const tokens = value?.toLowerCase().split(",").map((part) => part.trim());
  if (tokens?.includes(wanted)) {
    return { name, value, place: 0, wrong: undefined };
  }
  return { name, value, place: 0, wrong: `expected ${wanted}` };
}

/** A value that has to be this one, or absent. */
function exact(
  name: string,
  head: ResponseHead,
  wanted: string | undefined,
): Field {
  const value = valueOf(head, name);
  if (value === wanted) return { name, value, place: 0, wrong: undefined };
  if (wanted === undefined) {
    return { name, value, place: 0, wrong: "nobody offered this" };
  }
  const place = firstDifference(value ?? "", wanted);
  return { name, value, place, wrong: `expected ${wanted}` };
}

function valueOf(head: ResponseHead, wanted: string): string | undefined {
  const values = head.headers
    .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

function firstDifference(value: string, wanted: string): number {
  let place = 0;
  while (place < value.length && value[place] === wanted[place]) place++;
  return place;
}

/** The field, and below it the caret. */
function drawn(start: string, { value, wrong, place }: Field): string[] {
  const line = `${start}${value ?? "(missing)"}`;
  return wrong === undefined
    ? [line]
    : [line, `${" ".repeat(start.length + place)}^ ${wrong}`];
}
