import { bodySummary } from "./_body_summary.ts";
import { oneLine, shorten } from "./_columns.ts";
import { isEventStream } from "./_event_reader.ts";
import type {
  CutExchange,
  EventExchange,
  RequestExchange,
  ResponseExchange,
  UnreadableExchange,
} from "./exchange.ts";

/** Columns that a request line may take in a label. */
const MAX_COLUMNS = 60;

/** Method and target, such as `GET /messages?since=0`. */
export function requestName({ head }: RequestExchange): string {
  return shorten(oneLine(`${head.method} ${head.target}`), MAX_COLUMNS);
}

/** Such as `POST /messages {"from":"ann","text":"hi"}`; the remark stands before the body. */
export function requestLabel(request: RequestExchange, remark = ""): string {
  return [
    requestName(request),
    lastEventId(request),
    remark,
    bodySummary(request),
  ]
    .filter((part) => part !== "").join(" ");
}

/** The header with which a client resumes a stream. */
function lastEventId({ head }: RequestExchange): string {
  const [, value] =
    head.headers.find(([name]) => name.toLowerCase() === "last-event-id") ?? [];
  return value === undefined ? "" : `[Last-Event-ID: ${oneLine(value)}]`;
}

/** Such as `event 7 {"id":7,…}`, `event reset {…}` or `: a comment`. */
export function eventLabel({ type, id, data }: EventExchange): string {
  const text = shorten(oneLine(data), MAX_COLUMNS);
  if (type === undefined) return `: ${text}`;
  const words = [
    "event",
    type === "message" ? "" : type,
    id === undefined ? "" : oneLine(id),
    text,
  ];
  return words.filter((word) => word !== "").join(" ");
}

/** Such as `200 [2 messages: 1, 2]` or `204 No Content`. */
export function responseLabel(response: ResponseExchange): string {
  const { status, reason } = response.head;
  if (isEventStream(response)) return `${status} an event stream`;
  const body = bodySummary(response) || shorten(oneLine(reason), MAX_COLUMNS);
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
  return `not HTTP: ${oneLine(reason)}`;
}
