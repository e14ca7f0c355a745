import { bytesIn, type Call, type FunctionScene, hexOf, own } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import {
  carriedBytes,
  carriedKeyPair,
  content,
  drawBytes,
  drawKeyPair,
  drawReceivers,
  headerBytes,
  type KeyPair,
  received,
  type Sides,
  toBase64url,
  valuesOf,
} from "./_encryption.ts";
import { bodyOf, judgeBody, judgeTold, toldAs } from "./_judge_body.ts";

/** One message that is encrypted. */
export interface SealStep {
  /** Who it is for: the third has the keys of the first, and a secret of its own. */
  readonly receiver: number;
  /** Which pair is given; `null`: none. */
  readonly sender: number | null;
  /** Which salt is given; `null`: none. */
  readonly salt: number | null;
  readonly text: string;
  readonly observed: boolean;
  /** Whether it begins while the one before it is under way. */
  readonly together: boolean;
}

const longest = "e\u0301今".repeat(665) + "abc";
const tooLong = `${longest}d`;

/** Draws the message that is encrypted next. */
export const sealStep: fc.Arbitrary<SealStep> = fc.record({
  receiver: fc.nat(2),
  sender: fc.option(fc.nat(1)),
  salt: fc.option(fc.nat(1)),
  text: fc.constantFrom("", ...AWKWARD, "\x02\0\x01", longest, tooLong),
  observed: fc.boolean(),
  together: fc.boolean(),
});

const first: SealStep = {
  ...{ receiver: 0, sender: 0, salt: 0, text: "one" },
  ...{ observed: true, together: false },
};
const fresh = { ...first, sender: null, salt: null };

/** Known and fresh values by turns, for the same receivers. */
export const sealExamples: readonly (readonly SealStep[])[] = [[
  fresh,
  first,
  { ...first, sender: null },
  { ...first, salt: null, together: true },
  { ...fresh, together: true, observed: false },
  { ...fresh, together: true, text: "two" },
  { ...first, receiver: 1, salt: 1, together: true },
  { ...fresh, text: tooLong },
  { ...fresh, receiver: 2, together: true },
  { ...first, receiver: 2 },
  { ...fresh, receiver: 1, text: longest },
  { ...first, sender: 1, text: "" },
  { ...first, text: tooLong, together: true },
  { ...first, text: "two", together: true },
  fresh,
]];

/** Who is in all messages of a story, and what was fresh in them. */
interface People {
  readonly receivers: readonly Pick<Sides, "receiver" | "auth">[];
  readonly senders: readonly KeyPair[];
  readonly salts: readonly Uint8Array[];
  readonly seen: Set<string>;
}

/** Plays one story: what one message was made with is in no other, unless it was given. */
export async function playMessages(
  scene: FunctionScene,
  story: readonly SealStep[],
): Promise<void> {
  const { random } = scene;
  const people: People = {
    receivers: drawReceivers(random),
    senders: [0, 1].map(() => drawKeyPair(random)),
    salts: [0, 1].map(() => drawBytes(random, 16)),
    seen: new Set(),
  };
  const groups: SealStep[][] = [];
  for (const step of story) {
    const group = step.together ? groups.at(-1) : undefined;
    if (group) group.push(step);
    else groups.push([step]);
  }
  const all: Call[] = [];
  for (const group of groups) {
    const calls = await Promise.all(
      group.map((step) => seal(scene, people, step)),
    );
    for (const [place, step] of group.entries()) {
      await expectSealed(scene, people, own(calls, place), step);
    }
    all.push(...calls);
  }
  const over = all.findIndex(({ changed }) => changed);
  scene.expect(over === -1, {
    expected: "all bytes that were given, told and returned as they were",
    got: `other bytes in place of those of call ${over + 1}`,
  });
}

function seal(
  { callee }: FunctionScene,
  { receivers, senders, salts }: People,
  { receiver: place, sender, salt, text, observed }: SealStep,
): Promise<Call> {
  const { receiver, auth } = own(receivers, place);
  const keys = {
    p256dh: toBase64url(receiver.publicKey),
    auth: toBase64url(auth),
  };
  const endpoint = `https://push.example/${place}`;
  return callee.call(text, { endpoint, expirationTime: null, keys }, {
    ...salt === null ? {} : { salt: carriedBytes(own(salts, salt), 3) },
    ...sender === null ? {} : { keyPair: carriedKeyPair(own(senders, sender)) },
    ...observed ? { observe: { $callback: "observe" } } : {},
  });
}

async function expectSealed(
  scene: FunctionScene,
  people: People,
  call: Call,
  step: SealStep,
): Promise<void> {
  const { text, observed, sender: pair, salt: place } = step;
  if (text === tooLong) return await expectRefused(scene, call);
  const body = await bodyOf(scene, call);
  const sides = own(people.receivers, step.receiver);
  const inside = received(body, sides);
  scene.expect(inside?.toHex() === content(text).toHex(), {
    expected: `a body that its receiver opens to ${hexOf(content(text))}`,
    got: inside
      ? `one that opens to ${hexOf(inside)}`
      : "one that does not open",
  });
  const [salt, key] = [body.slice(0, 16), body.slice(21, headerBytes)];
  const given = place === null ? undefined : own(people.salts, place);
  const sender = pair === null ? undefined : own(people.senders, pair);
  expectUsed(scene, people, "the salt", salt, given);
  expectUsed(scene, people, "the sender's key", key, sender?.publicKey);
  expectHeader(scene, body);
  if (observed) {
    const told = toldAs(call, "body").map((bytes) => bytes?.toHex());
    scene.expect(told.length > 0 && told.every((one) => one === body.toHex()), {
      expected: "observe to be told the body that is returned",
      got: told.length === 0 ? "nothing of that name" : "another one",
    });
  }
  if (!given || !sender) return;
  const values = valuesOf({ ...sides, salt: given, sender });
  if (observed) judgeTold(scene, call, values);
  judgeBody(scene, body, values, content(text));
}

/** What was given is used, and what was not is in no other message. */
function expectUsed(
  { expect }: FunctionScene,
  { seen, salts, senders }: People,
  what: string,
  got: Uint8Array,
  given: Uint8Array | undefined,
): void {
  const isRight = given
    ? got.toHex() === given.toHex()
    : !seen.has(got.toHex()) &&
      ![...salts, ...senders.map(({ publicKey }) => publicKey)]
        .some((one) => one.toHex() === got.toHex());
  expect(isRight, {
    expected: given
      ? `${what} that was given, ${hexOf(given)}`
      : `${what} drawn afresh for each message`,
    got: given ? hexOf(got) : `${hexOf(got)}, which another message has too`,
  });
  if (!given) seen.add(got.toHex());
}

function expectHeader({ expect }: FunctionScene, body: Uint8Array): void {
  const got = body.subarray(16, 21).toHex();
  expect(got === "0000100041", {
    expected: "behind the salt the record size 4,096 and the length 65",
    got: `<${got}>`,
  });
}

async function expectRefused(
  { expect }: FunctionScene,
  call: Call,
): Promise<void> {
  await call.expectError("RangeError");
  const table = call.calls("observe").map((one) => one.arguments)
    .filter(([name]) => name !== "ua_public");
  const [name, value] = table[0] ?? [];
  expect(table.length === 0, {
    expected: "nothing told of a text that is too long",
    got: `${name} ${hexOf(bytesIn(value))}`,
  });
}
