import {
  bytesIn,
  type Call,
  demand,
  describeJson,
  type FunctionScene,
  hexOf,
  own,
  type Random,
} from "exam";

const encoder = new TextEncoder();

/** A number that JSON does not carry, by its name. */
interface Named {
  readonly $number: string;
}

/** What the function is called with. */
export interface Given {
  readonly opcode: number | Named;
  readonly payload?: string | Uint8Array;
  readonly code?: number | Named;
  readonly reason?: string;
}

/** Options of the function. */
export interface Options {
  readonly masked?: boolean;
  readonly maxPayloadBytes?: number | Named;
}

/** A frame as it was written. */
export interface Seen {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  /** Bits of the length. */
  readonly bits: 7 | 16 | 64;
  /** The length that it declares. */
  readonly length: bigint;
  /** The key, in hexadecimal; empty when it is not masked. */
  readonly key: string;
  /** The payload, without the mask; all that stands behind the head. */
  readonly payload: Uint8Array;
}

/** Reads what has to be one frame; undefined for less than its head. */
export function readFrame(bytes: Uint8Array): Seen | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 127;
  const bits = short < 126 ? 7 : short === 126 ? 16 : 64;
  const keyAt = 2 + (bits === 7 ? 0 : bits / 8);
  const start = keyAt + (second > 127 ? 4 : 0);
  if (bytes.length < start) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = bits === 7
    ? BigInt(short)
    : bits === 16
    ? BigInt(view.getUint16(2))
    : view.getBigUint64(2);
  const key = bytes.subarray(keyAt, start);
  const payload = bytes.slice(start);
  if (key.length > 0) {
    payload.forEach((byte, at) => payload[at] = byte ^ (key[at & 3] ?? 0));
  }
  return {
    fin: first > 127,
    rsv: first >> 4 & 7,
    opcode: first & 15,
    bits,
    length,
    key: key.toHex(),
    payload,
  };
}

/** A frame in words. */
export function told(frame: Seen): string {
  const { fin, rsv, opcode, bits, length, key, payload } = frame;
  const reserved = rsv === 0 ? "" : `, rsv ${rsv}`;
  const mask = key === "" ? "no mask" : `the key ${key}`;
  return `fin ${fin}${reserved}, opcode ${opcode}, length ${length} in ${bits} bits, ${mask}, payload ${
    hexOf(payload)
  }`;
}

/** Bytes in which every mistake shows: none is 0, and no short pattern repeats. */
export function someBytes(random: Random, length: number): Uint8Array {
  const block = Array.from({ length: 251 }, () => random.integer(1, 255));
  return Uint8Array.from(
    { length },
    (_, at) => own(block, at % 251) ^ (at >> 8 & 127),
  );
}

function bytesOf({ payload = "", code, reason = "" }: Given): Uint8Array {
  if (typeof payload !== "string") return payload;
  const text = encoder.encode(payload + reason);
  return code === undefined
    ? text
    : Uint8Array.of(numberOf(code) >> 8, numberOf(code) & 255, ...text);
}

function numberOf(value: number | Named): number {
  return typeof value === "number" ? value : Number(value.$number);
}

/** What JSON carries of a message. */
export function carried({ payload, ...rest }: Given): unknown {
  return payload instanceof Uint8Array
    // A view of a larger buffer, as `subarray` gives it; some are a Buffer.
    ? {
      ...rest,
      payload: {
        ...{ $bytes: payload.toBase64(), $offset: payload.length % 7 },
        $shares: payload.length % 2 === 1,
      },
    }
    : { ...rest, ...(payload === undefined ? {} : { payload }) };
}

/** Writes a message; thousands of frames are told in the end, and not one by one. */
export function call(
  { callee, forget }: FunctionScene,
  message: Given,
  options?: Options,
): Promise<Call> {
  forget();
  const values = options ? [carried(message), options] : [carried(message)];
  const many = message.payload !== undefined &&
    message.payload.length > 1_000 && options?.maxPayloadBytes === 1;
  return many ? callee.callQuietly(...values) : callee.call(...values);
}

/** The chunks that a call has yielded. */
export async function chunksOf(call: Call): Promise<Uint8Array[]> {
  // Fails with what the call came to: an error, or no end yet.
  if (call.result === undefined) await call.expectResult("the frames");
  const values = Array.isArray(call.result) ? call.result : [call.result];
  const chunks = values.map(bytesIn);
  const wrong = values[chunks.indexOf(undefined)];
  return chunks.map((bytes) =>
    demand(bytes, "frames, each of them a Uint8Array", describeJson(wrong))
  );
}

/** The least number of bits that a length can be written in. */
function fewestBits(length: bigint): 7 | 16 | 64 {
  return length < 126n ? 7 : length < 65_536n ? 16 : 64;
}

/** Demands that the frames of these calls are still what they were when they were yielded. */
export function expectKept(
  { expect }: FunctionScene,
  written: readonly Call[],
): void {
  const wrong = written.find(({ overwritten }) => overwritten);
  expect(wrong === undefined, {
    expected:
      "each frame to stay as it was yielded: whoever has it may still have to send it",
    got: `other bytes in a frame of call ${
      (wrong?.number ?? 0) + 1
    }, once a later one was made`,
  });
}

/** Judges what a call has yielded: frames that carry the message, as few and as short as can be. */
export async function judge(
  scene: FunctionScene,
  call: Call,
  message: Given,
  { masked = false, maxPayloadBytes = Infinity }: Options = {},
): Promise<Seen[]> {
  const { expect } = scene;
  const payload = bytesOf(message);
  const opcode = numberOf(message.opcode);
  const most = opcode > 7 ? Infinity : numberOf(maxPayloadBytes);
  const count = Math.max(1, Math.ceil(payload.length / most));
  const chunks = await chunksOf(call);
  const number = count === 1 ? "one frame" : `${count} frames`;
  const limit = most === Infinity
    ? ""
    : `, for ${payload.length} bytes in payloads of at most ${most}`;
  expect(chunks.length === count, {
    expected: `${number}, none in pieces${limit}`,
    got: `${chunks.length}: ${
      chunks.slice(0, 4).map(hexOf).join(", ") || "nothing"
    }`,
  });
  let at = 0;
  return chunks.map((chunk, index) => {
    const frame = demand(readFrame(chunk), "a whole frame", hexOf(chunk));
    const size = frame.payload.length;
    const wanted: Seen = {
      fin: index === count - 1,
      rsv: 0,
      opcode: index === 0 ? opcode : 0,
      bits: fewestBits(frame.length),
      length: BigInt(size),
      key: masked ? frame.key : "",
      payload: payload.subarray(at, at + size),
    };
    const whole = index < count - 1 || at + size === payload.length;
    const right = told(frame) === told(wanted) && whole && size <= most &&
      (size > 0 || count === 1) && (frame.key !== "") === masked &&
      frame.payload.every((byte, place) => byte === payload[at + place]);
    expect(right, {
      expected: explained(wanted, {
        masked,
        count,
        index,
        most,
        left: payload.subarray(at),
      }),
      got: `${told(frame)}, written as ${hexOf(chunk)}`,
    });
    at += size;
    return frame;
  });
}

/** Says which frame there should be. */
function explained(
  { fin, opcode }: Seen,
  { masked, count, index, most, left }: {
    masked: boolean;
    count: number;
    index: number;
    most: number;
    left: Uint8Array;
  },
): string {
  const which = count === 1 ? "" : `as frame ${index + 1} of ${count} `;
  const mask = masked ? "a key" : "no mask";
  const bits = fewestBits(BigInt(left.length));
  const rest = fin
    ? `length ${left.length} in ${bits} bits, ${mask}, payload ${hexOf(left)}`
    : `a length from 1 to ${most}, ${mask}, and so many bytes of ${
      hexOf(left)
    }`;
  return `${which}fin ${fin}, opcode ${opcode}, ${rest}`;
}

/** Writes a message and judges the frames. */
export async function expectWritten(
  scene: FunctionScene,
  message: Given,
  options?: Options,
): Promise<Seen[]> {
  return await judge(
    scene,
    await call(scene, message, options),
    message,
    options,
  );
}

/** Demands a `RangeError`, and that nothing was yielded before it. */
export async function expectRefused(
  scene: FunctionScene,
  message: Given,
  options?: Options,
): Promise<void> {
  await expectRefusal(scene, await call(scene, message, options));
}

/** Demands that a call has come to a `RangeError`, and to nothing before it. */
export async function expectRefusal(
  { expect }: FunctionScene,
  refused: Call,
): Promise<void> {
  await refused.expectError("RangeError");
  expect(refused.yielded.length === 0, {
    expected: "no frame before the RangeError",
    got: `${refused.yielded.length} frames`,
  });
}
