import { bytesInHexadecimal } from "../view/bytes_in_hexadecimal.ts";

/** What an argument may refer to. */
export interface TrialReferences {
  /** The board's address. */
  readonly target: string;
  /** Is told the calls of `{ $callback }`. */
  readonly called: (name: string, values: readonly unknown[]) => void;
}

type Form = Readonly<Record<string, unknown>>;

/** What each form stands for, which no catalogue can hold. */
const FORMS: Readonly<
  Record<string, (value: unknown, references: TrialReferences) => unknown>
> = {
  // The board's address is known only now.
  $url: (path, { target }) => new URL(String(path), target),
  $pieces: (pieces) => ReadableStream.from((pieces as Piece[]).map(bytesOf)),
  $bytes: (base64) => Uint8Array.fromBase64(String(base64)),
  $keyPair: (jwk) => keyPair(jwk as JsonWebKey),
  $plainAgent: async () => new (await import("./plain_agent.ts")).PlainAgent(),
  $callback: (name, { called }) => (...values: unknown[]) =>
    called(String(name), values),
};

/**
 * Turns a trial's argument into what the function is called with: `{ $url }`,
 * `{ $pieces }` (a stream), `{ $bytes }` (base64), `{ $keyPair }` (for ECDH, from
 * a JWK), `{ $callback: name }` and `{ $plainAgent }` (of `node:https`, and speaks
 * no TLS), also inside of objects.
 */
export async function trialArgument(
  value: unknown,
  references: TrialReferences,
): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return await Promise.all(
      value.map((item) => trialArgument(item, references)),
    );
  }
  for (const [name, form] of Object.entries(FORMS)) {
    if (name in value) return await form((value as Form)[name], references);
  }
  const members = Object.entries(value).map(async ([name, item]) =>
    [name, await trialArgument(item, references)] as const
  );
  return Object.fromEntries(await Promise.all(members));
}

/** Shows an argument as JSON, and what JSON cannot hold in words. */
export function showTrialArgument(value: unknown): string {
  const json = JSON.stringify(value, (_, item) => {
    if (typeof item !== "object" || item === null) return item;
    const { $bytes, $keyPair, $callback, ...others } = item as Form;
    if (typeof $bytes === "string") {
      return bytesInHexadecimal(Uint8Array.fromBase64($bytes));
    }
    if ($keyPair) return "<a pair of keys>";
    if ($callback) return "<a function that prints>";
    const { $browser, $vapid, $plainAgent } = others;
    if ($browser) return `<a browser that is ${$browser}>`;
    if ($vapid) return `<keys of ${$vapid}>`;
    return $plainAgent ? "<an agent>" : item;
  });
  return json.replaceAll(/"(<[^"]*>)"/g, "$1");
}

type Piece = string | number[];

function bytesOf(piece: Piece): Uint8Array {
  return typeof piece === "string"
    ? new TextEncoder().encode(piece)
    : Uint8Array.from(piece);
}

async function keyPair(jwk: JsonWebKey): Promise<CryptoKeyPair> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { d: _, ...open } = jwk;
  const usages: KeyUsage[] = ["deriveBits"];
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, curve, true, usages),
    publicKey: await crypto.subtle.importKey("jwk", open, curve, true, []),
  };
}
