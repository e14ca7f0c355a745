import { concat } from "@std/bytes";
import {
  bytesIn,
  type Call,
  describeJson,
  frameBytes,
  type FrameInit,
  type FunctionScene,
  membersOf,
  type Random,
} from "exam";
import fc from "fast-check";

/** What the bytes of a stream are made of, one after the other; the end of one is where the next begins. */
export type FrameStep =
  | {
    readonly opcode: number;
    readonly fin: boolean;
    readonly bytes: number;
    /** Where the piece ends, in bytes from the beginning of the frame; 0: somewhere else. */
    readonly cut: number;
  }
  | { readonly fault: keyof typeof faults }
  | {
    readonly end: "open" | "closed";
    /** How many bytes of one more frame come before it. */
    readonly inside: number;
    /** From which side the stream comes. */
    readonly masked: boolean;
  };

/** Far from the default. */
const maxPayloadBytes = 300;

/** What is against the protocol, or too large, and the code for it. */
const faults = {
  "a reserved bit": { opcode: 1, rsv: 2, code: 1002 },
  "the opcode 3": { opcode: 3, code: 1002 },
  "the opcode 15": { opcode: 15, code: 1002 },
  "a close frame without fin": { opcode: 8, fin: false, code: 1002 },
  "a ping of 126 bytes": { opcode: 9, payload: "a".repeat(126), code: 1002 },
  "the other side's mask": { opcode: 1, payload: "a", code: 1002 },
  "125 in 16 bits": {
    opcode: 2,
    payload: "a".repeat(125),
    length: 16,
    code: 1002,
  },
  "300 in 64 bits": {
    opcode: 2,
    payload: "a".repeat(300),
    length: 64,
    code: 1002,
  },
  "one byte too many": { opcode: 0, declared: 301, code: 1009 },
} as const satisfies Record<string, FrameInit & { readonly code: number }>;

const someFaults = Object.keys(faults) as (keyof typeof faults)[];

/** Draws what comes next. */
export const frameStep: fc.Arbitrary<FrameStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
      fin: fc.boolean(),
      bytes: fc.constantFrom(0, 1, 2, 125, 126, 127, 299, 300),
      cut: fc.constantFrom(0, 0, 1, 2, 3, 5, 6, 8, 9, 128),
    }),
  },
  fc.record({ fault: fc.constantFrom(...someFaults) }),
  {
    weight: 2,
    arbitrary: fc.record({
      end: fc.constantFrom("open", "closed"),
      inside: fc.constantFrom(0, 0, 1, 2, 5, 7),
      masked: fc.boolean(),
    }),
  },
);

const empty = { fin: true, bytes: 0, cut: 0 };
const long = { bytes: 300, cut: 9 };
const open = { end: "open", inside: 0, masked: true } as const;

/** Frames that say something of each other, which is nobody's business here, and streams that leave something behind. */
export const frameExamples: readonly (readonly FrameStep[])[] = [[
  { opcode: 1, fin: false, ...long },
  { opcode: 9, fin: true, bytes: 125, cut: 1 },
  { opcode: 0, fin: false, ...long },
  { opcode: 0, fin: true, ...long },
  { opcode: 0, fin: true, bytes: 126, cut: 3 },
  { opcode: 1, fin: false, bytes: 1, cut: 0 },
  { opcode: 2, fin: false, bytes: 127, cut: 128 },
  { opcode: 8, ...empty },
  { opcode: 8, fin: true, bytes: 1, cut: 5 },
  { opcode: 10, fin: true, bytes: 2, cut: 0 },
  { ...open, inside: 7 },
  { opcode: 2, fin: true, ...long },
  { ...open, masked: false },
  { opcode: 2, ...empty },
  { end: "closed", inside: 0, masked: false },
  { opcode: 1, ...empty },
  { end: "closed", inside: 5, masked: true },
  ...someFaults.flatMap((fault): FrameStep[] => [
    { opcode: 1, fin: false, bytes: 2, cut: 0 },
    { fault },
    { opcode: 2, ...empty },
    { ...open, masked: fault !== "a reserved bit" },
  ]),
  { opcode: 2, fin: true, ...long },
]];

/** A stream, as the model sees it. */
class Stream {
  readonly #random: Random;
  /** Bytes so far, and where they are cut. */
  readonly #bytes: Uint8Array[] = [];
  readonly #places: number[] = [];
  #length = 0;
  /** What has to be yielded. */
  readonly frames: Record<string, unknown>[] = [];
  /** What has to be thrown behind that. */
  code: number | undefined;
  readonly masked: boolean;

  constructor(random: Random, masked: boolean) {
    this.#random = random;
    this.masked = masked;
  }

  /** The pieces in which it comes. */
  get pieces(): Uint8Array[] {
    const all = concat(this.#bytes);
    const borders = [0, ...this.#places, all.length];
    return borders.slice(1).map((to, at) => all.subarray(borders[at], to));
  }

  frame({ opcode, fin, bytes, cut }: Extract<FrameStep, { opcode: number }>) {
    // Control frames are short and whole; all others may be as they are.
    const isControl = opcode > 7;
    const length = isControl ? Math.min(bytes, 125) : bytes;
    const payload = this.#draw(length);
    const init = { opcode, payload, fin: fin || isControl };
    this.#add(init, cut);
    if (this.code !== undefined) return;
    const $bytes = payload.toBase64();
    this.frames.push({ ...init, rsv: 0, payload: { $bytes } });
  }

  fault(name: keyof typeof faults): void {
    const { code, ...init } = faults[name];
    const masked = name === "the other side's mask"
      ? !this.masked
      : this.masked;
    this.#add({ masked, ...init }, 0);
    this.code ??= code;
  }

  /** The first bytes of a frame that goes on with more than come. */
  begin(inside: number): void {
    if (inside === 0) return;
    const payload = this.#draw(20);
    const bytes = this.#encoded({ opcode: 2, payload }).subarray(0, inside);
    this.#bytes.push(bytes);
  }

  #draw(count: number): Uint8Array {
    return Uint8Array.from(
      { length: count },
      () => this.#random.integer(0, 255),
    );
  }

  #add(init: FrameInit, cut: number): void {
    const bytes = this.#encoded(init);
    if (cut > 0) this.#places.push(this.#length + Math.min(cut, bytes.length));
    this.#bytes.push(bytes);
    this.#length += bytes.length;
  }

  #encoded(init: FrameInit): Uint8Array {
    const mask = this.#draw(4);
    return frameBytes({ masked: this.masked, mask, ...init });
  }
}

/** Plays one story: streams one after the other, of which each stays as it is when the next one comes. */
export async function playFrames(
  scene: FunctionScene,
  story: readonly FrameStep[],
): Promise<void> {
  const steps: FrameStep[] = [...story, open];
  const waiting: { readonly stream: Stream; readonly call: Call }[] = [];
  for (let from = 0; from < steps.length;) {
    const to = steps.findIndex((step, at) => at >= from && "end" in step);
    const end = steps[to];
    if (end === undefined || !("end" in end)) break;
    const stream = new Stream(scene.random, end.masked);
    for (const step of steps.slice(from, to)) {
      if ("opcode" in step) stream.frame(step);
      else if ("fault" in step) stream.fault(step.fault);
    }
    stream.begin(end.inside);
    const isOpen = end.end === "open";
    if (!isOpen && end.inside > 0) stream.code ??= 1002;
    const call = await scene.callee.call({
      $chunks: stream.pieces.map((piece) => piece.toBase64()),
      $open: isOpen,
    }, { masked: stream.masked, maxPayloadBytes });
    expectRead(scene, stream, call, isOpen);
    if (isOpen && stream.code === undefined) waiting.push({ stream, call });
    from = to + 1;
  }
  // What came later is no business of those that are still open.
  for (const { stream, call } of waiting) expectRead(scene, stream, call, true);
}

/** Demands the frames, and then the fault, the end, or nothing. */
function expectRead(
  { expect }: FunctionScene,
  { frames, code }: Stream,
  call: Call,
  isOpen: boolean,
): void {
  const got = call.yielded.map(({ value }) => value);
  const place = Array.from(
    { length: Math.max(frames.length, got.length) },
    (_, at) => told(frames[at]) === told(got[at]),
  ).indexOf(false);
  expect(place === -1, {
    expected: `as frame ${place + 1} of call ${call.number + 1} ${
      told(frames[place])
    }`,
    got: `${told(got[place])}${place < got.length ? "" : `; ${became(call)}`}`,
  });
  expect(!call.overwritten, {
    expected: `each payload of call ${
      call.number + 1
    } to stay as it was yielded`,
    got: "other bytes in one of them, when the next frame had come",
  });
  const wanted = code === undefined
    ? isOpen ? "no end yet" : "the end"
    : `WebSocketError ${code}`;
  expect(became(call) === wanted, {
    expected: `behind ${frames.length} frames of call ${
      call.number + 1
    }: ${wanted}`,
    got: became(call),
  });
  expect(code === undefined || call.cancelled || !isOpen, {
    expected: `the stream of call ${call.number + 1} cancelled after the error`,
    got: "a stream that nobody reads, and nobody has let go",
  });
}

/** A frame in words; two that are the same are the same words. */
function told(frame: unknown): string {
  if (frame === undefined) return "no frame";
  const { fin, rsv, opcode, payload } = membersOf(frame);
  const bytes = bytesIn(payload);
  if (bytes === undefined) return describeJson(frame);
  return `opcode ${opcode}, fin ${fin}, rsv ${rsv}, ${bytes.length} bytes ${
    bytes.length > 32
      ? `${bytes.subarray(0, 16).toHex()}…${bytes.subarray(-16).toHex()}`
      : bytes.toHex()
  }`;
}

function became({ outcome }: Call): string {
  if (outcome === undefined) return "no end yet";
  if ("value" in outcome) return "the end";
  return `${outcome.name} ${describeJson(outcome.members.code)}`;
}
