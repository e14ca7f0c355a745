import { fit } from "../text/fit.ts";
import { plural } from "../text/plural.ts";
import { oneLine } from "../text/one_line.ts";
import type { HeaderLine } from "./http_head.ts";

/** Columns that a body may take in a label. */
const MAX_COLUMNS = 44;
/** Messages whose ids are listed one by one. */
const MAX_LISTED = 3;
/** Bytes of a body that is read; of a longer one only the length is told. */
const MAX_READ_BYTES = 1024 * 1024;
/** Characters of JSON that is written anew, in its shortest form; longer is shown as it came. */
const MAX_WRITTEN = 2_048;

/** What the parts of a message that hold a body look like. */
export interface Bodied {
  readonly head: { readonly headers: readonly HeaderLine[] };
  readonly body: Uint8Array;
  readonly completeAt?: number;
}

/** A body in a few words; empty when there is none. */
export function bodySummary(message: Bodied): string {
  const { body } = message;
  if (body.length === 0) return "";
  const text = body.length > MAX_READ_BYTES ? undefined : decode(message);
  if (text === undefined) return `[${plural(body.length, "byte")}]`;
  const value = parse(text);
  const named = value === undefined
    ? undefined
    : messageList(value) ?? problemTitle(value, message.head.headers);
  if (named !== undefined) return named;
  const written = value === undefined || text.length > MAX_WRITTEN
    ? text.slice(0, MAX_WRITTEN)
    : JSON.stringify(value);
  return fit(oneLine(written), MAX_COLUMNS);
}

function decode({ body, completeAt }: Bodied): string | undefined {
  try {
    const stream = completeAt === undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(body, { stream });
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageList(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return;
  const ids = value.map((entry: { id?: unknown } | null) => entry?.id);
  if (!ids.every((id) => Number.isSafeInteger(id))) return;
  const listed = ids.length > MAX_LISTED
    ? `${ids[0]} … ${ids.at(-1)}`
    : ids.join(", ");
  return `[${plural(ids.length, "message")}: ${listed}]`;
}

function problemTitle(
  value: unknown,
  headers: readonly HeaderLine[],
): string | undefined {
  const isProblem = headers.some(([name, type]) =>
    name.toLowerCase() === "content-type" && type.includes("problem+json")
  );
  const title = isProblem && (value as { title?: unknown } | null)?.title;
  return typeof title === "string"
    ? fit(oneLine(title), MAX_COLUMNS)
    : undefined;
}
