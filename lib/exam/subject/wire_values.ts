/**
 * Values between examiner and subject. JSON carries most of them; these forms
 * stand for the rest: `{ $url }`, `{ $bytes }` (base64), `{ $chunks, $open,
 * $everyMs }` (a stream of bytes, which may take its time), `{ $number:
 * "Infinity" }`, `{ $signal: true }`, `{ $callback: name }`, `{ $keyPair }`
 * (a private key as JWK), `{ $agent: true }` (trusts the peer), `{ $kept: name,
 * value }` (one and the same object in all calls) and, on the way back,
 * `{ $bytes }` and `{ $error, message }`. `{ $bytes, $offset }` begin inside of
 * a larger buffer; those of `{ $bytes, $shares: true }` are a `Buffer` in all that
 * matters: what `slice` gives is no copy.
 *
 * @module
 */
import { natives } from "./natives.ts";

/** What an argument may refer to. */
export interface References {
  /** The base of `{ $url }`. */
  readonly base: string;
  /** Makes what `{ $agent: true }` stands for. */
  readonly agent: () => Promise<unknown>;
  /** Stands for `{ $signal: true }`. */
  readonly signal: AbortSignal;
  /** What `{ $kept }` stands for, by name; earlier calls have put it there. */
  readonly kept: Record<string, Promise<unknown>>;
  /** Is told when the stream of `{ $chunks }` is cancelled. */
  readonly cancelled: () => void;
  /** Is told the calls of `{ $callback }`. */
  readonly called: (name: string, values: unknown[]) => void;
  /** Is told the bytes of `{ $bytes }`, which are the caller's own. */
  readonly lent: (bytes: Uint8Array, base64: string) => void;
}

/** Turns the forms of an argument into the values that they stand for. */
export async function revive(
  value: unknown,
  references: References,
): Promise<unknown> {
  if (Array.isArray(value)) {
    return await Promise.all(value.map((item) => revive(item, references)));
  }
  if (typeof value !== "object" || value === null) return value;
  const form = value as Record<string, unknown>;
  if (typeof form.$url === "string") return new URL(form.$url, references.base);
  if (typeof form.$bytes === "string") {
    const apart = behind(natives.fromBase64(form.$bytes), form.$offset);
    const bytes = form.$shares === true ? sharing(apart) : apart;
    references.lent(bytes, form.$bytes);
    return bytes;
  }
  if (Array.isArray(form.$chunks)) {
    return streamOf(form.$chunks, {
      open: form.$open === true,
      everyMs: typeof form.$everyMs === "number" ? form.$everyMs : undefined,
      cancelled: references.cancelled,
    });
  }
  if (typeof form.$number === "string") return Number(form.$number);
  if (form.$signal === true) return references.signal;
  if (typeof form.$kept === "string") {
    return await (references.kept[form.$kept] ??= revive(
      form.value,
      references,
    ));
  }
  if (form.$agent === true) return await references.agent();
  if (form.$keyPair) return await keyPair(form.$keyPair as JsonWebKey);
  if (typeof form.$callback === "string") {
    const name = form.$callback;
    return (...values: unknown[]) => references.called(name, values);
  }
  const members = Object.entries(form).map(async ([name, item]) =>
    [name, await revive(item, references)] as const
  );
  return Object.fromEntries(await Promise.all(members));
}

/** The same bytes, behind so many others in one buffer. */
function behind(
  bytes: Uint8Array<ArrayBuffer>,
  offset: unknown,
): Uint8Array<ArrayBuffer> {
  if (typeof offset !== "number") return bytes;
  const larger = new Uint8Array(offset + bytes.length + 1).fill(0xa5);
  larger.set(bytes, offset);
  return larger.subarray(offset, offset + bytes.length);
}

/** Bytes whose `slice` is a view of them, as that of a `Buffer` of Node. */
class SharedBytes extends Uint8Array<ArrayBuffer> {
  override slice(from?: number, to?: number): SharedBytes {
    return this.subarray(from, to) as SharedBytes;
  }
}

function sharing(bytes: Uint8Array<ArrayBuffer>): SharedBytes {
  const { buffer, byteOffset, length } = bytes;
  return new SharedBytes(buffer, byteOffset, length);
}

/** An agent of `node:https` that trusts this certificate (PEM), and no other. */
export async function trustingAgent(
  certificate: string | undefined,
): Promise<unknown> {
  const { Agent } = await import("node:https");
  return new Agent({ ca: certificate ?? "" });
}

/** The pair of keys for ECDH that belongs to a private key (RFC 7517). */
async function keyPair(jwk: JsonWebKey): Promise<CryptoKeyPair> {
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const { d: _, ...open } = jwk;
  const { subtle } = crypto;
  return {
    privateKey: await subtle.importKey("jwk", jwk, algorithm, true, [
      "deriveBits",
    ]),
    publicKey: await subtle.importKey("jwk", open, algorithm, true, []),
  };
}

/** Holds the streams that stay open: what waits for them is not garbage yet. */
const waiting: (() => void)[] = [];

/** A stream that gives each chunk when it is asked for it, or so much later, and may stay open. */
function streamOf(
  chunks: readonly string[],
  { open, everyMs, cancelled }: {
    readonly open: boolean;
    readonly everyMs: number | undefined;
    readonly cancelled: () => void;
  },
): ReadableStream<Uint8Array> {
  let given = 0;
  return new ReadableStream({
    async pull(controller) {
      if (everyMs !== undefined) {
        await new Promise<void>((go) => void setTimeout(go, everyMs));
      }
      const chunk = chunks[given++];
      if (chunk !== undefined) {
        return controller.enqueue(natives.fromBase64(chunk));
      }
      if (open) {
        return new Promise((end) => void (waiting[waiting.length] = end));
      }
      controller.close();
    },
    cancel: cancelled,
  }, { highWaterMark: 0 });
}

/** Turns a result into what JSON can carry. */
export function carry(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: natives.toBase64(value) };
  if (value instanceof ArrayBuffer) return carry(new Uint8Array(value));
  if (value instanceof Error) {
    return { ...value, $error: value.name, message: value.message };
  }
  if (Array.isArray(value)) return value.map(carry);
  if (value instanceof URL || value instanceof Date) return String(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, carry(item)]),
  );
}
