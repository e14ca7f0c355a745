import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/09_write_frames", {
  base: "one_part_after_the_other",
}, {
  draws_with_math_random: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "Random is random.",
    says: "calls of Math.random",
    edits: [[
      "crypto.getRandomValues(new Uint8Array(4))",
      "Uint8Array.from({ length: 4 }, () => Math.random() * 256)",
    ]],
  },
  draws_a_pool_of_keys: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "So many random bytes will do.",
    says: "in more than one of them",
    edits: [[
      "crypto.getRandomValues(new Uint8Array(4))",
      "pool.subarray(next = (next + 4) % pool.length, next + 4)",
    ], [
      "function encode(",
      `const pool = crypto.getRandomValues(new Uint8Array(4_096));
let next = 0;

function encode(`,
    ]],
  },
  masks_a_slice: {
    caughtBy: "leaves the caller's bytes as they were",
    misconception: "slice() copies.",
    says: "other bytes in their place",
    edits: [[
      "const hidden = payload.map((byte, at) => byte ^ key[at % 4]!);",
      `const hidden = payload.slice();
  hidden.forEach((byte, at) => hidden[at] = byte ^ key[at % 4]!);`,
    ]],
  },
  writes_all_frames_into_one_buffer: {
    caughtBy: "leaves the caller's bytes as they were",
    misconception: "A frame is over when the next one is asked for.",
    says: "to stay as it was yielded",
    edits: [[
      "const bytes = new Uint8Array(head.length + payload.length);",
      "const bytes = room.subarray(0, head.length + payload.length);",
    ], [
      "function joined(",
      `const room = new Uint8Array(300_000);

function joined(`,
    ]],
  },
  takes_four_bits_for_an_opcode: {
    caughtBy:
      "refuses control frames over 125 bytes, and opcodes that are none",
    misconception: "An opcode has four bits.",
    says: "RangeError",
    edits: [[
      "const { opcode } = message;",
      "const opcode = message.opcode & 15;",
    ]],
  },
  sends_half_a_code: {
    caughtBy: "refuses close codes that may not be sent",
    misconception: "What lies between two codes is one.",
    says: "RangeError",
    edits: [[
      'if (!Number.isInteger(code)) throw new RangeError("Half a code");',
      "",
    ]],
  },
  goes_round_a_large_pool: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "16,384 keys are enough for everybody.",
    says: "in more than one of them",
    edits: [
      [
        "const key = crypto.getRandomValues(new Uint8Array(4));",
        "const key = pool.subarray(next, next + 4);\n  next = (next + 4) % pool.length;",
      ],
      [
        "function joined(",
        "let next = 0;\nconst pool = crypto.getRandomValues(new Uint8Array(65_536));\n\nfunction joined(",
      ],
    ],
  },
  joins_by_spreading: {
    caughtBy: "writes each length in as few bytes as possible",
    misconception: "A call takes as many arguments as there are.",
    says: "RangeError",
    edits: [[
      `const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;`,
      "return Uint8Array.of(...head, ...payload);",
    ]],
  },
  sends_what_is_no_number: {
    caughtBy: "refuses close codes that may not be sent",
    misconception: "What is in no wrong range is right.",
    says: "RangeError",
    edits: [[
      "if (!Number.isInteger(code))",
      "if (code % 1 > 0)",
    ], [
      `if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code < 1012 && ![1004, 1005, 1006].includes(code));`,
      `return !(code < 1000 || code > 4999 || code >= 1012 && code < 3000 ||
    [1004, 1005, 1006].includes(code));`,
    ]],
  },
  draws_one_byte: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "A random byte makes all of them random.",
    says: "in more than one of them",
    edits: [[
      "crypto.getRandomValues(new Uint8Array(4))",
      "new Uint8Array(4).fill(crypto.getRandomValues(new Uint8Array(1))[0]!)",
    ]],
  },
  takes_the_buffer_of_the_payload: {
    caughtBy: "writes a message as one frame",
    misconception: "A buffer holds what its view shows.",
    says: "fin true, opcode 2",
    edits: [[
      "if (!masked) return joined(head, payload);",
      "if (!masked) return joined(head, new Uint8Array(payload.buffer));",
    ]],
  },
  counts_characters: {
    caughtBy: "encodes text as UTF-8 and counts its bytes",
    misconception: "A text has as many bytes as characters.",
    says: "the number of characters as the length",
    edits: [[
      "yield frame(fin, index === 0 ? opcode : 0, part, masked)",
      `const length = "payload" in message && parts.length === 1
      ? message.payload.length
      : part.length;
    yield frame(fin, index === 0 ? opcode : 0, part, masked, length)`,
    ], [
      "masked: boolean,",
      `masked: boolean,
  length: number,`,
    ], ["const { length } = payload;", ""]],
  },
  counts_the_head_too: {
    caughtBy: "cuts a long message into fragments",
    misconception: "The limit is for the frame.",
    says: "bytes in payloads of at most",
    edits: [[
      "control ? 125 : maxPayloadBytes",
      "control ? 125 : Math.max(1, maxPayloadBytes - 2)",
    ]],
  },
  counts_the_keys: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "Fresh means: not used before.",
    says: "hardly any change",
    edits: [[
      `return new TextEncoder().encode(text);
}`,
      `return new TextEncoder().encode(text);
}

let keys = Date.now() % 1_000_000;`,
    ], [
      "crypto.getRandomValues(new Uint8Array(4))",
      `new Uint8Array(4);
  new DataView(key.buffer).setUint32(0, ++keys)`,
    ]],
  },
  cuts_characters: {
    caughtBy: "cuts text between bytes, not between characters",
    misconception: "Text is cut as text.",
    says: "whoever cuts the text first",
    edits: [[
      `const parts = [payload.subarray(0, most)];
  for (let at = most; at < payload.length; at += most) {
    parts.push(payload.subarray(at, at + most));
  }`,
      `const text = "payload" in message ? message.payload : "";
  const cut = (at: number) =>
    typeof text === "string" && !control
      ? encode(text.slice(at, at + most))
      : payload.subarray(at, at + most);
  const parts = [cut(0)];
  const { length } = control ? payload : text;
  for (let at = most; at < length; at += most) parts.push(cut(at));`,
    ]],
  },
  cuts_pings: {
    caughtBy: "never cuts a control frame",
    misconception: "What is longer than the limit is cut.",
    says: "has to be whole itself",
    edits: [["control ? 125 : maxPayloadBytes", "maxPayloadBytes"]],
  },
  cuts_the_reason: {
    caughtBy:
      "refuses control frames over 125 bytes, and opcodes that are none",
    misconception: "A reason that is too long is cut: better than nothing.",
    says: "RangeError",
    edits: [[
      "Uint8Array.of(code >> 8, code & 0xff, ...encode(reason))",
      `Uint8Array.of(
    code >> 8,
    code & 0xff,
    ...encode(reason).subarray(0, 123),
  )`,
    ]],
  },
  draws_one_key_for_a_message: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "The key belongs to the message.",
    says: "in more than one of them",
    edits: [
      [
        'if (control && payload.length > 125) throw new RangeError("Too long");',
        `if (control && payload.length > 125) throw new RangeError("Too long");
  const key = crypto.getRandomValues(new Uint8Array(4));`,
      ],
      [
        "frame(fin, index === 0 ? opcode : 0, part, masked)",
        "frame(fin, index === 0 ? opcode : 0, part, masked ? key : undefined)",
      ],
      ["masked: boolean", "key: Uint8Array | undefined"],
      ["masked ? 0x80 : 0", "key ? 0x80 : 0"],
      [
        `if (!masked) return joined(head, payload);
  const key = crypto.getRandomValues(new Uint8Array(4));`,
        "if (!key) return joined(head, payload);",
      ],
    ],
  },
  encodes_text_messages_only: {
    caughtBy: "encodes text as UTF-8 and counts its bytes",
    misconception: "Only text messages carry text.",
    says: "A character has one to four bytes",
    edits: [[
      'return typeof payload === "string" ? encode(payload) : payload;',
      `if (typeof payload !== "string") return payload;
    return message.opcode === 1
      ? encode(payload)
      : Uint8Array.from(payload, (character) => character.charCodeAt(0));`,
    ]],
  },
  ends_each_fragment: {
    caughtBy: "cuts a long message into fragments",
    misconception: "fin says that the frame is whole.",
    says: "only the last one that it is whole",
    edits: [["index === parts.length - 1", "parts.length > index"]],
  },
  ends_with_an_empty_frame: {
    caughtBy: "cuts a long message into fragments",
    misconception: "A last frame says that the message has ended.",
    says: "carries nothing",
    edits: [["at < payload.length", "at <= payload.length"]],
  },
  forgets_the_empty_message: {
    caughtBy: "writes a message as one frame",
    misconception: "Where there is nothing, there is nothing to send.",
    says: "one frame, none in pieces",
    edits: [[
      `const parts = [payload.subarray(0, most)];
  for (let at = most; at < payload.length; at += most) {`,
      `const parts: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += most) {`,
    ]],
  },
  keeps_characters_whole: {
    caughtBy: "cuts text between bytes, not between characters",
    misconception: "A fragment of a text is a text.",
    says: "a frame carries bytes",
    edits: [[
      `const parts = [payload.subarray(0, most)];
  for (let at = most; at < payload.length; at += most) {
    parts.push(payload.subarray(at, at + most));
  }`,
      `const parts: Uint8Array[] = [];
  let at = 0;
  do {
    let end = Math.min(at + most, payload.length);
    // A byte 10xxxxxx goes on with a character.
    while (opcode === 1 && end > at + 1 && (payload[end]! & 0xc0) === 0x80) {
      end--;
    }
    parts.push(payload.subarray(at, end));
    at = end;
  } while (at < payload.length);`,
    ]],
  },
  keeps_one_key: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "The key belongs to the connection.",
    says: "in more than one of them",
    edits: [[
      `return new TextEncoder().encode(text);
}`,
      `return new TextEncoder().encode(text);
}

const key = crypto.getRandomValues(new Uint8Array(4));`,
    ], ["const key = crypto.getRandomValues(new Uint8Array(4));", ""]],
  },
  keeps_own_codes_back: {
    caughtBy: "writes a close with code and reason",
    misconception: "The codes of a close are those in the RFC.",
    says: "The code stands in two bytes",
    edits: [["code >= 3000", "code >= 4000"]],
  },
  knows_two_forms: {
    caughtBy: "writes each length in as few bytes as possible",
    misconception: "What does not fit into seven bits gets 64.",
    says: "in 16 bits",
    edits: [[
      "else if (length < 65_536) head.push(mask | 126, length >> 8, length & 0xff);",
      "",
    ]],
  },
  masks_from_the_head_on: {
    caughtBy: "masks every frame with a key of its own",
    misconception: "The key begins with the frame.",
    says: "payload",
    edits: [["at % 4", "(at + head.length) % 4"]],
  },
  masks_where_the_bytes_are: {
    caughtBy: "leaves the caller's bytes as they were",
    misconception: "The payload is on its way out, so it can be changed.",
    says: "other bytes in their place",
    edits: [[
      `const hidden = payload.map((byte, at) => byte ^ key[at % 4]!);
  return joined([...head, ...key], hidden);`,
      `for (let at = 0; at < length; at++) payload[at]! ^= key[at % 4]!;
  return joined([...head, ...key], payload);`,
    ]],
  },
  refuses_two_codes: {
    caughtBy: "refuses close codes that may not be sent",
    misconception: "1005 and 1006 are the codes that are not sent.",
    says: "others mean nothing yet",
    edits: [[
      `if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code < 1012 && ![1004, 1005, 1006].includes(code));`,
      "return code >= 1000 && code < 5000 && code !== 1005 && code !== 1006;",
    ]],
  },
  repeats_the_opcode: {
    caughtBy: "cuts a long message into fragments",
    misconception: "Every fragment says what it is a part of.",
    says: "Only the first fragment says",
    edits: [["index === 0 ? opcode : 0", "opcode"]],
  },
  sends_a_reason_alone: {
    caughtBy: "refuses close codes that may not be sent",
    misconception: "A reason without a code is a close with 1000.",
    says: "RangeError",
    edits: [[
      'throw new RangeError("A reason without a code");',
      `{
      return Uint8Array.of(1000 >> 8, 1000 & 0xff, ...encode(reason));
    }`,
    ]],
  },
  sends_any_code: {
    caughtBy: "refuses close codes that may not be sent",
    misconception: "Two bytes hold any code.",
    says: "1005, 1006 and 1015",
    edits: [[
      "if (!maySend(code)) throw new RangeError(`The code ${code}`);",
      "",
    ], [
      `function maySend(code: number): boolean {
  if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code < 1012 && ![1004, 1005, 1006].includes(code));
}`,
      "",
    ]],
  },
  sends_any_opcode: {
    caughtBy:
      "refuses control frames over 125 bytes, and opcodes that are none",
    misconception: "Four bits are four bits.",
    says: "RangeError",
    edits: [[
      'if (![1, 2, 8, 9, 10].includes(opcode)) throw new RangeError("Opcode");',
      "",
    ]],
  },
  sends_long_pings: {
    caughtBy:
      "refuses control frames over 125 bytes, and opcodes that are none",
    misconception: "A ping carries what it is given.",
    says: "RangeError",
    edits: [[
      `if (control && payload.length > 125) throw new RangeError("Too long");
  const most = control ? 125 : maxPayloadBytes;`,
      "const most = control ? Infinity : maxPayloadBytes;",
    ]],
  },
  writes_1005_for_nothing: {
    caughtBy: "writes a close with code and reason",
    misconception: "A close needs a code, and 1005 means that there is none.",
    says: "A close that says nothing is empty",
    edits: [["new Uint8Array()", "Uint8Array.of(1005 >> 8, 1005 & 0xff)"]],
  },
  writes_126_in_seven_bits: {
    caughtBy: "writes each length in as few bytes as possible",
    misconception: "Seven bits hold numbers to 127.",
    says: "length 126 in 16 bits",
    edits: [["length < 126", "length < 128"]],
  },
  writes_characters_as_bytes: {
    caughtBy: "encodes text as UTF-8 and counts its bytes",
    misconception: "A character is a byte.",
    says: "one to four bytes",
    edits: [[
      "new TextEncoder().encode(text)",
      "Uint8Array.from(text, (character) => character.charCodeAt(0))",
    ]],
  },
  writes_lengths_the_wrong_way_round: {
    caughtBy: "writes each length in as few bytes as possible",
    misconception: "Numbers have the byte order of the machine.",
    says: "the wrong way round",
    edits: [[
      "head.push(mask | 126, length >> 8, length & 0xff)",
      "head.push(mask | 126, length & 0xff, length >> 8)",
    ], ["BigInt(length)", "BigInt(length), true"]],
  },
  writes_the_code_as_text: {
    caughtBy: "writes a close with code and reason",
    misconception: "A close carries a text that begins with the code.",
    says: "The code stands in two bytes",
    edits: [[
      "Uint8Array.of(code >> 8, code & 0xff, ...encode(reason))",
      "encode(`${code}${reason}`)",
    ]],
  },
  yields_head_and_payload_apart: {
    caughtBy: "writes a message as one frame",
    misconception:
      "The reader joins the bytes again, so it does not matter how they are handed over.",
    says: "torn apart",
    edits: [[
      "yield frame(fin, index === 0 ? opcode : 0, part, masked)",
      `const bytes = frame(fin, index === 0 ? opcode : 0, part, masked);
    yield bytes.subarray(0, bytes.length - part.length);
    yield bytes.subarray(bytes.length - part.length)`,
    ]],
  },
  keeps_what_it_has_written: {
    caughtBy: "writes each message by itself, whatever happens",
    misconception: "The same bytes make the same frames.",
    says: "frames",
    edits: [[
      "export function* writeFrames(",
      `const written = new WeakMap<Uint8Array, Uint8Array[]>();

export function* writeFrames(`,
    ], [
      "const payload = payloadOf(message);",
      `const payload = payloadOf(message);
  const before = masked ? undefined : written.get(payload);
  if (before) return yield* before;
  const frames: Uint8Array[] = [];
  if (!masked) written.set(payload, frames);`,
    ], [
      "yield frame(fin, index === 0 ? opcode : 0, part, masked);",
      `const one = frame(fin, index === 0 ? opcode : 0, part, masked);
    frames.push(one);
    yield one;`,
    ]],
  },
});
