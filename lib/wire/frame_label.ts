import { columns } from "../text/columns.ts";
import { fit, fitInside } from "../text/fit.ts";
import { grouped } from "../text/grouped.ts";
import { plural } from "../text/plural.ts";
import { oneLine } from "../text/one_line.ts";
import type { FrameExchange } from "./exchange.ts";
import { opcodeName } from "./opcode_name.ts";

/** Columns that a label may take. */
const MAX_COLUMNS = 60;
/** Columns that a payload gets, also behind long remarks. */
const MIN_COLUMNS = 30;

/**
 * A frame in a few words: `text {"type":"ping"}`, `binary 5 bytes`, `ping "x"`, `close 1000 "bye"`. What is unusual or
 * wrong stands in brackets behind the kind: `text [unmasked] hi`.
 *
 * @param frame Complete or not
 * @param remark Stands before the other remarks
 */
export function frameLabel(frame: FrameExchange, remark = ""): string {
  const { opcode, compressed } = frame;
  const name = opcodeName(opcode);
  const start = [
    compressed ? `compressed ${name}` : name,
    remark,
    ...faults(frame).map((fault) => `[${fault}]`),
  ].filter((part) => part !== "").join(" ");
  const width = Math.max(MIN_COLUMNS, MAX_COLUMNS - columns(start) - 1);
  return `${start} ${content(frame, width)}`.trimEnd();
}

function* faults(frame: FrameExchange): Generator<string> {
  const { opcode, from, masked, within, fin } = frame;
  const isControl = opcode >= 8;
  if (from === "client" && !masked) yield "unmasked";
  if (from === "server" && masked) yield "masked";
  const bits = reservedBits(frame);
  if (bits !== "") yield bits;
  if (!isControl && opcode !== 0 && within !== undefined) {
    yield `inside a ${opcodeName(within)}`;
  }
  if (opcode === 0 && within === undefined) yield "of no message";
  if (!fin) yield "more follows";
  if (opcode === 8 && !mayBeSent(frame.payload)) yield "must not be sent";
  if (frame.headBytes > shortestHead(frame)) yield "length not minimal";
  if (frame.completeAt === undefined) {
    yield `${grouped(frame.received)} of ${grouped(frame.payloadBytes)} bytes`;
  }
}

/** Whether a close frame has no code, or one that is for the wire (RFC 6455 §7.4). */
function mayBeSent(payload: Uint8Array): boolean {
  if (payload.length < 2) return true;
  const code = closeCode(payload);
  return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 ||
    code >= 3000 && code <= 4999;
}

function closeCode(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint16(0);
}

/** The bits that no extension has a meaning for. */
function reservedBits({ rsv, opcode, compressed }: FrameExchange): string {
  const meant = compressed && opcode !== 0 ? 4 : 0;
  return [4, 2, 1].flatMap((bit, place) =>
    rsv & bit & ~meant ? [`RSV${place + 1}`] : []
  ).join(", ");
}

function shortestHead({ payloadBytes, masked }: FrameExchange): number {
  const length = payloadBytes < 126 ? 0 : payloadBytes < 65_536 ? 2 : 8;
  return 2 + length + (masked ? 4 : 0);
}

function content(frame: FrameExchange, width: number): string {
  const { opcode, payload, compressed, completeAt, within } = frame;
  if (completeAt === undefined) return "";
  if (opcode === 8) return closing(payload);
  const isText = opcode === 1 || (opcode === 0 && within === 1);
  if (isText && !compressed) return text(frame, width);
  const isControl = opcode > 8;
  if (isControl && payload.length === 0) return "";
  return isControl && quoted(payload) || plural(payload.length, "byte");
}

function text(
  { payload, fin, opcode }: FrameExchange,
  width: number,
): string {
  // Fragments may be cut within a character.
  const fatal = fin && opcode === 1;
  try {
    const said = new TextDecoder("utf-8", { fatal }).decode(payload);
    // JSON says at its beginning what it is, and at its end what matters.
    return fitInside(oneLine(ends(said)), width) || '""';
  } catch {
    return `${plural(payload.length, "byte")}, no UTF-8`;
  }
}

/** What a label can show of a text, which may be a megabyte. */
function ends(text: string): string {
  return text.length <= 4 * MAX_COLUMNS
    ? text
    : text.slice(0, 2 * MAX_COLUMNS) + text.slice(-2 * MAX_COLUMNS);
}

function closing(payload: Uint8Array): string {
  if (payload.length === 0) return "(no code)";
  if (payload.length === 1) return "(half a code)";
  const code = closeCode(payload);
  const reason = payload.subarray(2);
  if (reason.length === 0) return String(code);
  return `${code} ${
    quoted(reason) ?? `${plural(reason.length, "byte")}, no UTF-8`
  }`;
}

/** A text in quotes; absent for bytes that are none. */
function quoted(payload: Uint8Array): string | undefined {
  try {
    const said = new TextDecoder("utf-8", { fatal: true }).decode(payload);
    return `"${fit(oneLine(said), MAX_COLUMNS)}"`;
  } catch {
    return undefined;
  }
}
