import { bodySummary } from "./_body_summary.ts";
import { fit } from "../text/fit.ts";
import { oneLine } from "../text/one_line.ts";
import { isEventStream } from "./_event_reader.ts";
import type {
  CutExchange,
  EventExchange,
  RequestExchange,
  ResponseExchange,
  UnreadableExchange,
} from "./exchange.ts";
import type { HeaderLine } from "./http_head.ts";

/** Columns that a request line may take in a label. */
const MAX_COLUMNS = 60;
/** What 101 means, also where a server leaves it out (RFC 9110 §15.2.2). */
const SWITCHING = "Switching Protocols";

/** Method and target, such as `GET /messages?since=0`. */
export function requestName({ head }: RequestExchange): string {
  return brief(`${head.method} ${head.target}`);
}

/** Such as `POST /messages {"from":"ann","text":"hi"}`; the remark stands before the body. */
export function requestLabel(request: RequestExchange, remark = ""): string {
  return [
    requestName(request),
    upgrade(request),
    lastEventId(request),
    remark,
    bodySummary(request),
  ]
    .filter((part) => part !== "").join(" ");
}

/** The header with which a client asks for another protocol. */
function upgrade({ head }: RequestExchange): string {
  const value = valueOf(head.headers, "upgrade");
  return value === undefined ? "" : `[Upgrade: ${brief(value)}]`;
}

/** The header with which a client resumes a stream. */
function lastEventId({ head }: RequestExchange): string {
  const value = valueOf(head.headers, "last-event-id");
  return value === undefined ? "" : `[Last-Event-ID: ${brief(value)}]`;
}

/** A value on one line, as far as a label shows it. */
function brief(value: string): string {
  return fit(oneLine(value), MAX_COLUMNS);
}

function valueOf(
  headers: readonly HeaderLine[],
  wanted: string,
): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Such as `event 7 {"id":7,…}`, `event reset {…}` or `: a comment`. */
export function eventLabel({ type, id, data }: EventExchange): string {
  const text = brief(data);
  if (type === undefined) return `: ${text}`;
  const words = [
    "event",
    type === "message" ? "" : brief(type),
    id === undefined ? "" : brief(id),
    text,
  ];
  return words.filter((word) => word !== "").join(" ");
}

/** Such as `200 [2 messages: 1, 2]` or `204 No Content`. */
export function responseLabel(response: ResponseExchange): string {
  const { status, reason } = response.head;
  if (isEventStream(response)) return `${status} an event stream`;
  if (status === 101) return `101 ${SWITCHING}`;
  const body = bodySummary(response) || brief(reason);
  const cut = response.completeAt === undefined ? " (incomplete)" : "";
  return `${status} ${body}`.trimEnd() + cut;
}

/** What the leaving of a connection means on the wire. */
export function cutLabel({ how }: CutExchange): string {
  return how === "end"
    ? "closes the connection (FIN)"
    : "breaks off the connection (RST)";
}

/** Why bytes could not be read. */
export function unreadableLabel({ reason }: UnreadableExchange): string {
  return `not HTTP: ${brief(reason)}`;
}
