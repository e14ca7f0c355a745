import type { Buffer } from "node:buffer";
import { HTTPParser } from "http-parser-js";

/** Bytes that one line, all header lines of one message and all of its trailers may have. */
const MAX_HEAD_BYTES = 65_536;

/** Empty lines before a head, of which a reader is to ignore at least one (RFC 9112 §2.2). */
const MAX_EMPTY_LINES = 100;

// Header values are bytes; the default "ascii" would drop their eighth bit.
HTTPParser.encoding = "latin1";
// The limit of http-parser-js also counts body bytes that came in one piece with a head.
HTTPParser.maxHeaderSize = Infinity;

/** What http-parser-js knows when a head is complete. */
export interface ParsedHead {
  readonly versionMinor: number;
  readonly headers: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly statusCode: number;
  readonly statusMessage: string;
}

/** What a head is followed by: a body, the next message, or another protocol. */
export const AFTER_HEAD = { body: 0, message: 1, protocol: 2 } as const;

/** The parts of http-parser-js, some of them internal, that {@linkcode HttpReader} needs. */
export interface HttpParser {
  onHeadersComplete: (head: ParsedHead) => number;
  onBody: (bytes: Uint8Array) => void;
  onMessageComplete: () => void;
  isChunked: boolean;
  body_bytes: number | null;
  execute(bytes: Buffer): number | Error;
  finish(): Error | undefined;
  readonly state: string;
  readonly line: string;
  readonly offset: number;
  /** Bytes of the head that was read last or is being read, line ends included; counted here. */
  headBytes: number;
  consumeLine: () => string | undefined;
}

// http-parser-js takes a broken chunk size for the last chunk and skips header lines that it cannot read.
const lineForms: Record<string, { pattern: RegExp; name: string }> = {
  REQUEST_LINE: {
    pattern: /^$|^[A-Z-]+ [^ ]+ HTTP\/1\.[01]$/,
    name: "request line",
  },
  RESPONSE_LINE: {
    pattern: /^$|^HTTP\/1\.[01] \d{3}( .*)?$/,
    name: "status line",
  },
  HEADER: {
    pattern: /^$|^[\w!#$%&'*+.^`|~-]+:.*$|^[ \t]+\S.*$/,
    name: "header line",
  },
  BODY_CHUNKHEAD: {
    pattern: /^[\da-fA-F]{1,12}[ \t]*(;.*)?$/,
    name: "chunk size",
  },
  BODY_CHUNKEMPTYLINE: { pattern: /^$/, name: "end of a chunk" },
  BODY_CHUNKTRAILERS: {
    pattern: /^$|^[\w!#$%&'*+.^`|~-]+:.*$|^[ \t]+\S.*$/,
    name: "trailer line",
  },
};

/** A parser of http-parser-js that refuses what it would otherwise read loosely. */
export function createHttpParser(kind: "request" | "response"): HttpParser {
  const type = kind === "request" ? HTTPParser.REQUEST : HTTPParser.RESPONSE;
  const parser = new HTTPParser(type) as unknown as HttpParser;
  const consumeLine = parser.consumeLine;
  parser.headBytes = 0;
  let trailerBytes = 0;
  let emptyLines = 0;
  parser.consumeLine = () => {
    const { offset, state } = parser;
    if (isIdle(parser)) parser.headBytes = trailerBytes = 0;
    const line = consumeLine.call(parser);
    const bytes = parser.offset - offset;
    if (state === "HEADER" || state.endsWith("_LINE")) {
      parser.headBytes += bytes;
    }
    if (state === "BODY_CHUNKTRAILERS") trailerBytes += bytes;
    checkLength((line ?? parser.line).length);
    if (line !== undefined) checkLength(parser.headBytes);
    checkLength(trailerBytes, "trailers");
    if (line === undefined) return undefined;
    checkForm(state, line);
    emptyLines = line === "" && state.endsWith("_LINE") ? emptyLines + 1 : 0;
    checkEmptyLines(emptyLines);
    return line;
  };
  return parser;
}

/** Whether a parser has read all of its messages to their ends. */
export function isIdle(parser: HttpParser): boolean {
  return parser.line === "" && parser.state.endsWith("_LINE");
}

function checkLength(bytes: number, part = "head"): void {
  if (bytes <= MAX_HEAD_BYTES) return;
  throw new RangeError(
    `${part} must have at most ${MAX_HEAD_BYTES} bytes: current value is ${bytes}`,
  );
}

function checkEmptyLines(count: number): void {
  if (count <= MAX_EMPTY_LINES) return;
  throw new RangeError(
    `head must have at most ${MAX_EMPTY_LINES} empty lines before it: current value is ${count}`,
  );
}

function checkForm(state: string, line: string): void {
  const form = lineForms[state];
  if (form === undefined || form.pattern.test(line)) return;
  const shown = line.length > 60 ? `${line.slice(0, 60)}...` : line;
  throw new SyntaxError(
    `${form.name} is malformed: current value is ${JSON.stringify(shown)}`,
  );
}
