import { type FunctionScene, own } from "exam";
import fc from "fast-check";
import { AWKWARD } from "../_awkward.ts";
import {
  carried,
  expectRefusal,
  type Given,
  judge,
  type Options,
  someBytes,
} from "./_written.ts";

/** One message that is written. */
export interface WriteStep {
  readonly opcode: number;
  /** A text, or which of the caller's bytes. */
  readonly payload: string | number;
  /** In place of a payload, for a close. */
  readonly code: number | null;
  readonly masked: boolean;
  readonly maxPayloadBytes: number | null;
}

/** The caller's own bytes, which are the same in all messages of a story. */
const sizes = [0, 1, 125, 126, 300, 65_536];

/** Close codes, right and wrong. */
const codes = [null, 1000, 1003, 1011, 3000, 4999, 999, 1005, 1015, 5000];

/** Draws the message that is written next. */
export const writeStep: fc.Arbitrary<WriteStep> = fc.record({
  opcode: fc.constantFrom(1, 2, 2, 8, 9, 10, 0, 3, 11),
  payload: fc.oneof(
    fc.constantFrom(...AWKWARD),
    fc.nat(sizes.length - 1),
    fc.nat(sizes.length - 1),
  ),
  code: fc.constantFrom(...codes),
  masked: fc.boolean(),
  maxPayloadBytes: fc.constantFrom(null, 1, 2, 100, 125, 150, 300, 32_768),
});

const first: WriteStep = {
  ...{ opcode: 2, payload: 4, code: null },
  ...{ masked: false, maxPayloadBytes: null },
};

/** The same bytes, as ever other messages, and what cannot be sent between them. */
export const writeExamples: readonly (readonly WriteStep[])[] = [[
  first,
  { ...first, masked: true },
  { ...first, masked: true },
  { ...first, maxPayloadBytes: 100 },
  { ...first, opcode: 9 },
  { ...first, masked: true, maxPayloadBytes: 150 },
  { ...first, payload: 2, opcode: 10, masked: true, maxPayloadBytes: 1 },
  { ...first, payload: 2 },
  { ...first, opcode: 1, payload: "\u00e9 and e\u0301", maxPayloadBytes: 2 },
  { ...first, opcode: 8, code: 1005, payload: "bye" },
  { ...first, opcode: 8, code: 4999, payload: "bye", masked: true },
  { ...first, opcode: 8, code: null, payload: "" },
  { ...first, opcode: 3 },
  { ...first, payload: 5, masked: true, maxPayloadBytes: 32_768 },
  { ...first, payload: 5 },
  first,
]];

/** Plays one story: all messages are asked for at once, and each is what it would be alone. */
export async function playWriting(
  scene: FunctionScene,
  story: readonly WriteStep[],
): Promise<void> {
  const { callee, random } = scene;
  const bytes = sizes.map((size) => someBytes(random, size));
  const keys = new Set<string>();
  const written = story.map((step) => {
    const message = messageOf(step, bytes);
    const options = optionsOf(step);
    return {
      ...{ message, options },
      call: callee.call(kept(message, step), options),
    };
  });
  for (const { message, options, call } of written) {
    const ended = await call;
    if (isRefused(message)) {
      await expectRefusal(scene, ended);
      continue;
    }
    const frames = await judge(scene, ended, message, options);
    for (const { key } of frames) {
      scene.expect(key === "" || !keys.has(key), {
        expected: "a key of its own for every frame of every message",
        got: `the key ${key} twice`,
      });
      keys.add(key);
    }
    scene.expect(!ended.changed, {
      expected: "the caller's bytes as they were",
      got: "other bytes in their place",
    });
  }
}

function optionsOf({ masked, payload, maxPayloadBytes }: WriteStep): Options {
  // The longest in frames of a byte would be too many frames to look at.
  const isTooSmall = payload === sizes.length - 1 &&
    (maxPayloadBytes ?? Infinity) < 32_768;
  return maxPayloadBytes === null || isTooSmall
    ? { masked }
    : { masked, maxPayloadBytes };
}

function messageOf(
  { opcode, payload, code }: WriteStep,
  bytes: readonly Uint8Array[],
): Given {
  const given = typeof payload === "number" ? own(bytes, payload) : payload;
  if (opcode !== 8) return { opcode, payload: given };
  const reason = typeof given === "string" ? given : "";
  if (code === null) return { opcode };
  return { opcode, code, ...reason === "" ? {} : { reason } };
}

/** The caller has one array for each of its bytes, and gives it again and again. */
function kept(message: Given, { payload }: WriteStep): unknown {
  if (!(message.payload instanceof Uint8Array)) return carried(message);
  const value = { $bytes: message.payload.toBase64() };
  return { ...message, payload: { $kept: `bytes ${payload}`, value } };
}

function isRefused({ payload = "", code = 1000, ...given }: Given): boolean {
  const opcode = Number(given.opcode);
  const { length } = typeof payload === "string"
    ? new TextEncoder().encode(payload)
    : payload;
  const isCode = [1000, 1003, 1011, 3000, 4999].includes(Number(code));
  return ![1, 2, 8, 9, 10].includes(opcode) || opcode > 7 && length > 125 ||
    !isCode;
}
