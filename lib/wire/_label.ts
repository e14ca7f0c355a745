import { bodySummary } from "./_body_summary.ts";
import { oneLine, shorten } from "./_columns.ts";
import type {
  CutExchange,
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
  return [requestName(request), remark, bodySummary(request)]
    .filter((part) => part !== "").join(" ");
}

/** Such as `200 [2 messages: 1, 2]` or `204 No Content`. */
export function responseLabel(response: ResponseExchange): string {
  const { status, reason } = response.head;
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
