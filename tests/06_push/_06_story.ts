import { type Call, type FunctionScene, jsonOf, own } from "exam";
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
  sealed,
  type Sides,
} from "./_encryption.ts";

/** One body that comes: right, or with a fault. */
export interface OpenStep {
  /** Who it is for: the third has the keys of the first, and a secret of its own. */
  readonly receiver: number;
  readonly sender: number;
  readonly salt: number;
  readonly text: string;
  readonly padding: number;
  readonly fault: keyof typeof faults;
  /** Whether it comes while the one before it is being opened. */
  readonly together: boolean;
}

/** Bodies with faults, and the reasons for them. */
const faults = {
  none: [(body: Uint8Array) => body, ""],
  "a byte less than a body has": [
    (body: Uint8Array) => body.slice(0, headerBytes + 16),
    "too-short",
  ],
  "a key of 64 bytes": [changed(20, (byte) => byte - 1), "key-length"],
  "a point beside the curve": [changed(85, (byte) => byte ^ 1), "bad-key"],
  "a size of 17": [
    (body: Uint8Array) => body.with(18, 0).with(19, 17),
    "many-records",
  ],
  "another salt": [changed(0, (byte) => byte ^ 128), "tampered"],
  "another record": [changed(headerBytes, (byte) => byte ^ 1), "tampered"],
  "another tag": [changed(-1, (byte) => byte ^ 1), "tampered"],
  "the delimiter 01": [(body: Uint8Array) => body, "delimiter"],
} as const;

function changed(
  at: number,
  change: (byte: number) => number,
): (body: Uint8Array) => Uint8Array {
  return (body) => body.with(at, change(own(body, at)));
}

/** Draws the body that comes next. */
export const openStep: fc.Arbitrary<OpenStep> = fc.record({
  receiver: fc.nat(2),
  sender: fc.nat(1),
  salt: fc.nat(1),
  text: fc.constantFrom("", ...AWKWARD, "\x02\0\x02", "long ".repeat(700)),
  padding: fc.constantFrom(0, 0, 1, 2, 300),
  fault: fc.oneof(
    fc.constant("none" as const),
    fc.constantFrom(...Object.keys(faults) as (keyof typeof faults)[]),
  ),
  together: fc.boolean(),
});

const first: OpenStep = {
  ...{ receiver: 0, sender: 0, salt: 0, text: "one", padding: 2 },
  ...{ fault: "none", together: false },
};

/** The same keys, salts and bodies again, in other company, and after every fault. */
export const openExamples: readonly (readonly OpenStep[])[] = [[
  first,
  first,
  { ...first, receiver: 1, together: true },
  { ...first, receiver: 2, together: true },
  { ...first, sender: 1, text: "two", together: true },
  { ...first, salt: 1, text: "two\0", together: true },
  ...(Object.keys(faults) as (keyof typeof faults)[]).map((fault) => ({
    ...first,
    ...{ fault, together: true },
  })),
  { ...first, receiver: 1, sender: 1, text: "" },
  first,
]];

/** Two receivers and two senders, who are the same in all bodies of a story. */
interface People {
  readonly receivers: readonly Pick<Sides, "receiver" | "auth">[];
  readonly senders: readonly KeyPair[];
  readonly salts: readonly Uint8Array[];
}

/** Plays one story: what was opened, or refused, before says nothing of the next body. */
export async function playBodies(
  scene: FunctionScene,
  story: readonly OpenStep[],
): Promise<void> {
  const { random } = scene;
  const people: People = {
    receivers: drawReceivers(random),
    senders: [0, 1].map(() => drawKeyPair(random)),
    salts: [0, 1].map(() => drawBytes(random, 16)),
  };
  const groups: OpenStep[][] = [];
  for (const step of story) {
    const group = step.together ? groups.at(-1) : undefined;
    if (group) group.push(step);
    else groups.push([step]);
  }
  for (const group of groups) {
    const calls = await Promise.all(
      group.map((step) => open(scene, people, step)),
    );
    for (const [place, step] of group.entries()) {
      expectOpened(scene, own(calls, place), step, calls.length);
    }
  }
}

function open(
  { callee }: FunctionScene,
  { receivers, senders, salts }: People,
  step: OpenStep,
): Promise<Call> {
  const { receiver, auth } = own(receivers, step.receiver);
  const sides = {
    ...{ receiver, auth, sender: own(senders, step.sender) },
    salt: own(salts, step.salt),
  };
  const [spoil, reason] = faults[step.fault];
  const delimiter = [reason === "delimiter" ? 1 : 2];
  const { padding } = step;
  const body = spoil(
    sealed(sides, [content(step.text, { delimiter, padding })]),
  );
  // The same keys are the same objects in all calls, as a subscription keeps them.
  const keyPair = {
    $kept: `receiver ${step.receiver % 2}`,
    value: carriedKeyPair(receiver),
  };
  return callee.call(carriedBytes(body, body.length % 7), {
    keyPair,
    auth: carriedBytes(auth, 3),
  });
}

function expectOpened(
  { expect }: FunctionScene,
  { outcome, changed }: Call,
  { text, fault }: OpenStep,
  count: number,
): void {
  const [, reason] = faults[fault];
  const got = outcome === undefined
    ? "no end yet"
    : "value" in outcome
    ? `the text ${shortened(outcome.value)}`
    : `${outcome.name} with the reason ${jsonOf(outcome.members.reason)}`;
  const wanted = reason === ""
    ? `the text ${shortened(text)}`
    : `DecryptionError with the reason ${jsonOf(reason)}`;
  expect(got === wanted, {
    expected: `${wanted}, for a body with ${
      fault === "none" ? "no fault" : fault
    }, one of ${count} at once`,
    got,
  });
  expect(!changed, {
    expected: "the caller's bytes as they were",
    got: "other bytes in their place",
  });
}

function shortened(value: unknown): string {
  const json = jsonOf(value);
  return json.length < 100
    ? json
    : `${json.slice(0, 60)}… (${json.length} characters)`;
}
