import { type Exchange, frameLabel, onExchange, type Recording } from "wire";
import { fit } from "../../text/fit.ts";
import { printable } from "../kit/printable.ts";

/** More of a body fits on no line. */
const MAX_BODY = 200;

/** Options of {@linkcode liveWire}. */
export interface LiveWireOptions {
  /** Zero of the times that are printed. @default {Date.now()} */
  readonly startedAt?: number;
  /** Columns that a line may fill. @default {80} */
  readonly width?: number;
}

/**
 * Prints one line for each exchange, as soon as it is complete.
 *
 * @returns Stops printing
 */
export function liveWire(
  recording: Recording,
  print: (line: string) => void,
  { startedAt = Date.now(), width = 80 }: LiveWireOptions = {},
): () => void {
  const sockets = new Set<number>();
  return onExchange(recording, (exchange, sameConnection) => {
    if (exchange.kind === "frame") sockets.add(exchange.connection);
    const text = describe(exchange, sameConnection, sockets.size > 1);
    const seconds = ((exchange.at - startedAt) / 1000).toFixed(3);
    print(fit(printable(`${seconds.padStart(8)} s  ${text}`), width));
  });
}

/** Whether an answer is an event stream, which is worth showing before its end. */
export function isStream(
  { head }: Extract<Exchange, { kind: "response" }>,
): boolean {
  return head.headers.some(([name, value]) =>
    name.toLowerCase() === "content-type" &&
    value.startsWith("text/event-stream")
  );
}

/** @param tellsApart Whether there are several sockets, so that frames need the number of theirs */
function describe(
  exchange: Exchange,
  all: readonly Exchange[],
  tellsApart: boolean,
): string {
  switch (exchange.kind) {
    case "request":
      return `-> ${exchange.head.method} ${exchange.head.target}${
        remark(exchange, "Upgrade")
      }${remark(exchange, "Last-Event-ID")}`;
    case "response": {
      const { status, reason } = exchange.head;
      if (isStream(exchange)) return `<- ${status} ${reason}  an event stream`;
      const body = new TextDecoder().decode(
        exchange.body.subarray(0, MAX_BODY),
      );
      return `<- ${status} ${reason}  ${body.replace(/\s+/g, " ")}`.trimEnd();
    }
    case "event": {
      const { type, id, data } = exchange;
      const text = data.replace(/\s+/g, " ");
      return type === undefined
        ? `<- : ${text}`
        : `<- event ${
          [type === "message" ? "" : type, id, text]
            .filter((word) => word).join(" ")
        }`;
    }
    case "frame": {
      const { connection, from } = exchange;
      const whose = tellsApart ? `[connection ${connection}]` : "";
      const arrow = from === "client" ? "->" : "<-";
      return `${arrow} ${frameLabel(exchange, whose)}`;
    }
    case "unreadable":
      return `?? the ${exchange.from} sent no HTTP: ${exchange.reason}`;
    case "cut": {
      const { by, how, pendingRequest } = exchange;
      if (pendingRequest === undefined) {
        const left = how === "end" ? "closed" : "broke off";
        return `-- the ${by} ${left} the connection`;
      }
      const begun = all.some((other) =>
        other.kind === "response" && other.answers === pendingRequest
      );
      return `-- the ${by} left ${begun ? "within" : "before"} the answer`;
    }
  }
}

/** A header that says what kind of request this is. */
function remark(
  { head }: Extract<Exchange, { kind: "request" }>,
  name: string,
): string {
  const [, value] =
    head.headers.find(([other]) =>
      other.toLowerCase() === name.toLowerCase()
    ) ??
      [];
  return value === undefined ? "" : ` [${name}: ${value}]`;
}
