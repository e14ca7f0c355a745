import { bytesInHexadecimal } from "../../text/bytes_in_hexadecimal.ts";

type Form = Readonly<Record<string, unknown>>;

/** What stands for each form that the catalogue has beside those of `wire_values.ts`. */
const FORMS: Readonly<Record<string, (value: unknown) => unknown>> = {
  $pieces: (pieces) => ({ $chunks: (pieces as Piece[]).map(base64) }),
  $plainAgent: () => ({ $agent: true }),
};

/**
 * Writes a trial's argument in the forms that the examiner's kinds revive:
 * `{ $pieces }`, texts and lists of bytes, become `{ $chunks }`, and
 * `{ $plainAgent }` an agent, also inside of objects.
 */
export function kindForms(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(kindForms);
  for (const [name, form] of Object.entries(FORMS)) {
    if (name in value) return form((value as Form)[name]);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, kindForms(item)]),
  );
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

function base64(piece: Piece): string {
  const bytes = typeof piece === "string"
    ? new TextEncoder().encode(piece)
    : Uint8Array.from(piece);
  return bytes.toBase64();
}
