/**
 * Names the first value that differs from what RFC 8291 makes of the same keys,
 * with its bytes and those that it should have.
 *
 * @module
 */
import { bytesIn, type Call, describeJson, hexOf, type Scene } from "exam";
import { headerBytes, opened, type Values } from "./_encryption.ts";

/** Parts of a body's header, and where each of them ends. */
const parts = [
  ["the salt", 16],
  ["the record size, 4,096 in four bytes, the greatest first", 20],
  ["the length of the key behind it, 65 in one byte", 21],
  ["as_public, the sender's key", headerBytes],
] as const;

/** What was told to `observe` under a name, in order. */
export function toldAs(
  call: Call,
  name: string,
): readonly (Uint8Array | undefined)[] {
  return call.calls("observe")
    .filter(({ arguments: [told] }) => told === name)
    .map(({ arguments: [, value] }) => bytesIn(value));
}

function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.toHex() === b.toHex();
}

/** Names that WebCrypto's HKDF, which does two steps at once, cannot tell. */
const mayStaySilent = ["PRK_key", "PRK"];

/** The first value, in the order of the norm, that is another one or was not told. */
export function judgeTold(
  { expect }: Scene,
  call: Call,
  values: Values,
): void {
  const right: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const all = toldAs(call, name);
    const wrong = all.findIndex((told) => !same(told, value));
    const before = `told and right: ${right.join(", ") || "none"}`;
    expect(wrong === -1, {
      expected: `${name} ${hexOf(value)}`,
      got: `${name} ${hexOf(all[wrong])}, the first that differs; ${before}`,
    });
    expect(all.length > 0 || mayStaySilent.includes(name), {
      expected: `observe to be told ${name} ${hexOf(value)}`,
      got: `nothing of that name; ${before}${ended(call)}`,
    });
    if (all.length > 0) right.push(name);
  }
}

/** The error that a call came to, if it did. */
function ended({ outcome }: Call): string {
  return outcome && "name" in outcome
    ? `; and then the error ${outcome.name}: ${outcome.message}`
    : "";
}

/** The body that a call has come to. */
export async function bodyOf(scene: Scene, call: Call): Promise<Uint8Array> {
  // Fails with what the call came to: an error, or no end yet.
  if (call.result === undefined) await call.expectResult("the body");
  const body = bytesIn(call.result);
  scene.expect(body !== undefined, {
    expected: "the body, a Uint8Array",
    got: describeJson(call.result),
  });
  return body ?? new Uint8Array();
}

/** The first part of the body that is another one than it should be. */
export function judgeBody(
  { expect }: Scene,
  body: Uint8Array,
  values: Values,
  content: Uint8Array,
): void {
  const { salt, as_public } = values;
  const header = Uint8Array.of(...salt, 0, 0, 16, 0, 65, ...as_public);
  let from = 0;
  for (const [what, to] of parts) {
    const part = body.subarray(from, to);
    const wanted = header.subarray(from, to);
    expect(same(part, wanted), {
      expected: `in the body, from byte ${from} on, ${hexOf(wanted)}: ${what}`,
      got: hexOf(part),
    });
    from = to;
  }
  judgeRecord({ expect }, body.subarray(headerBytes), values, content);
}

/** Judges the record by what it opens to. */
export function judgeRecord(
  { expect }: Pick<Scene, "expect">,
  record: Uint8Array,
  values: Values,
  content: Uint8Array,
): void {
  const inside = opened(values, record);
  expect(inside !== undefined, {
    expected:
      `a record that CEK and NONCE open: ${content.length} bytes and a tag of 16`,
    got: `one that they do not open: ${hexOf(record)}`,
  });
  expect(same(inside, content), {
    expected: `a record that opens to ${
      hexOf(content)
    }: the text, and 02 behind it`,
    got: `one that opens to ${hexOf(inside)}`,
  });
}
