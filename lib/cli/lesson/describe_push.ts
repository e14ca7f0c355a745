import type { PushRequest } from "push_service";
import { exchanges } from "wire";
import { bytesInHexadecimal } from "../../text/bytes_in_hexadecimal.ts";
import type { PushPart } from "../board/push_part.ts";
import type { TappedBoard } from "../board/tapped_board.ts";
import { wrap } from "../../text/wrap.ts";

/** How much is shown of names that nobody can read. */
const NAME_LENGTH = 6;

const HEADING = "  seconds  browser  endpoint  bytes  TTL  from";

const SINCE = "Older diagrams let the server register its client with the " +
  "push service. On the web the browser registers, and the server only keeps " +
  "the endpoint that it is handed.";

/** What a push service has learnt, what it has not, and who registers where. */
export function describePush(
  { recording, log }: Pick<TappedBoard, "recording" | "log">,
  { service: { requests } }: PushPart,
  width: number,
): string[] {
  const all = exchanges(recording);
  const startAt = all[0]?.at ?? 0;
  if (requests.length === 0) return ["", wrap(SINCE, width)];
  const sealed = all.find((exchange) =>
    exchange.kind === "request" && exchange.head.target.startsWith("/wpush/")
  );
  const [message] = log.since(0, 1);
  const unknown = sealed?.kind === "request" && message
    ? `And never what: it has seen "${message.text}" as ${
      bytesInHexadecimal(sealed.body)
    }.`
    : "And never what.";
  return [
    "",
    "What the push service has learnt of each message:",
    HEADING,
    ...requests.map((request) => row(request, startAt)),
    wrap(unknown, width),
    "",
    wrap(SINCE, width),
  ];
}

function row(
  { at, userAgent, endpoint, size, ttl, contact, address }: PushRequest,
  startAt: number,
): string {
  const seconds = (Math.max(0, at - startAt) / 1_000).toFixed(3);
  return [
    "",
    seconds.padStart(7),
    begin(userAgent ?? "unknown").padEnd(7),
    begin(endpoint.slice(endpoint.lastIndexOf("/") + 1)).padEnd(8),
    String(size).padStart(5),
    String(ttl).padStart(3),
    `${address}, ${contact ?? "no name"}`,
  ].join("  ");
}

function begin(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name;
}
