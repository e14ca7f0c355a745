import { Buffer } from "node:buffer";

/** A frame as a check wants it on the wire, right or wrong (RFC 6455, section 5.2). */
export interface FrameInit {
  /** Opcode, 0 to 15. */
  readonly opcode: number;
  /** Payload; texts are sent as UTF-8. Default empty. */
  readonly payload?: string | Uint8Array;
  /** Whether it is the last frame of its message. Default true. */
  readonly fin?: boolean;
  /** Reserved bits, 0 to 7. Default 0. */
  readonly rsv?: number;
  /** Whether the payload is masked. Default true. */
  readonly masked?: boolean;
  /** The four bytes of the mask. Default: the bytes 1 to 4. */
  readonly mask?: Uint8Array;
  /** Bits of the length; by default the shortest form. */
  readonly length?: 7 | 16 | 64;
  /** The length that the head declares; by default the payload's. */
  readonly declared?: number | bigint;
}

const plainMask = new Uint8Array([1, 2, 3, 4]);

/** Writes a frame, as right or as wrong as it is asked for. */
export function frameBytes(init: FrameInit): Uint8Array {
  const { opcode, payload = "", fin = true, rsv = 0, masked = true } = init;
  const { mask = plainMask } = init;
  const body = Buffer.from(payload as string);
  const declared = BigInt(init.declared ?? body.length);
  const first = (fin ? 0x80 : 0) | rsv << 4 | opcode;
  const length = lengthBytes(declared, init.length ?? shortest(declared));
  length[0]! |= masked ? 0x80 : 0;
  if (!masked) return Buffer.concat([Buffer.of(first), length, body]);
  const hidden = body.map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([Buffer.of(first), length, mask, hidden]);
}

function shortest(declared: bigint): 7 | 16 | 64 {
  if (declared < 126n) return 7;
  return declared < 65_536n ? 16 : 64;
}

function lengthBytes(declared: bigint, bits: 7 | 16 | 64): Buffer {
  if (bits === 7) return Buffer.of(Number(declared));
  const bytes = Buffer.alloc(bits === 16 ? 3 : 9);
  bytes[0] = bits === 16 ? 126 : 127;
  if (bits === 16) bytes.writeUInt16BE(Number(declared), 1);
  else bytes.writeBigUInt64BE(declared, 1);
  return bytes;
}
