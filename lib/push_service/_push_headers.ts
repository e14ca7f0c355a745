import { Refusal } from "./_refusal.ts";
import { URGENCIES, type Urgency } from "./urgency.ts";

/** What the header fields of a push message ask for. */
export interface PushHeaders {
  /** How long the message may be stored, in seconds, at most what the service allows. */
  readonly ttl: number;
  /** `normal` unless the sender said otherwise. */
  readonly urgency: Urgency;
  /** Messages with the same topic replace each other. */
  readonly topic: string | null;
}

/**
 * Reads `TTL`, `Urgency` and `Topic`, RFC 8030 sections 5.2 to 5.4. Throws a
 * {@linkcode Refusal} with 400 for what is missing or malformed.
 */
export function readPushHeaders(
  headers: Headers,
  maxTtlSeconds: number,
): PushHeaders {
  return {
    ttl: Math.min(readTtl(headers.get("ttl")), maxTtlSeconds),
    urgency: readUrgency(headers.get("urgency")),
    topic: readTopic(headers.get("topic")),
  };
}

function readTtl(value: string | null): number {
  if (value !== null && /^\d+$/.test(value)) return Number(value);
  throw malformed("TTL", value, "send a whole number of seconds, such as 60");
}

function readUrgency(value: string | null): Urgency {
  if (value === null) return "normal";
  const urgency = URGENCIES.find((urgency) => urgency === value);
  if (urgency) return urgency;
  throw malformed("Urgency", value, `send one of ${URGENCIES.join(", ")}`);
}

function readTopic(value: string | null): string | null {
  if (value === null || /^[\w-]{1,32}$/.test(value)) return value;
  throw malformed("Topic", value, "send at most 32 of A-Z a-z 0-9 - _");
}

function malformed(name: string, value: string | null, advice: string) {
  const current = value === null ? "missing" : `"${value}"`;
  const detail =
    `Cannot take the message: ${name} must be valid: current value is ${current}: ${advice}`;
  return new Refusal(400, detail);
}
