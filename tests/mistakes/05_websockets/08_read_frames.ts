import { proveMistakes, proveWholeMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/08_read_frames", { base: "joins_what_is_left" }, {
  keeps_one_rest_for_all: {
    caughtBy:
      "reads streams that come side by side, and a thousand frames in a piece",
    misconception: "There is one line, and what is left of it.",
    says: "while others come side by side",
    edits: [
      ["  let rest = new Uint8Array();", "  rest = new Uint8Array();"],
      [
        "export async function* readFrames(",
        "let rest = new Uint8Array();\nexport async function* readFrames(",
      ],
    ],
  },
  refuses_what_is_no_safe_integer: {
    caughtBy: "refuses what is too large when its head has come",
    misconception: "What no number holds is against the protocol.",
    says: "WebSocketError with the code 1009",
    edits: [[
      "long >> 63n !== 0n",
      "long >> 53n !== 0n",
    ]],
  },
  compares_with_a_whole_limit: {
    caughtBy: "reads lengths of 7, 16 and 64 bits",
    misconception: "Every limit is a whole number.",
    says: "RangeError",
    edits: [[
      "if (length > maxPayloadBytes) throw",
      "if (BigInt(length) > BigInt(maxPayloadBytes)) throw",
    ]],
  },
  believes_the_mask_bit: {
    caughtBy: "demands a mask from clients and none from servers",
    misconception:
      "The frame says itself whether it is masked, and that is enough.",
    says: "no mask with masked: true",
    edits: [[
      "{ maxPayloadBytes = 1_048_576, masked = true }",
      "{ maxPayloadBytes = 1_048_576 }",
    ], [
      'if (isMasked !== masked) throw new WebSocketError(1002, "Mask");',
      "",
    ]],
  },
  yields_views_of_one_buffer: {
    caughtBy: "yields each frame when its last byte has come",
    misconception: "A payload is over when the next frame is asked for.",
    says: "to stay as it was yielded",
    edits: [[
      "let rest = new Uint8Array();",
      `let rest = new Uint8Array();
  const room = new Uint8Array(1_048_576);`,
    ], [
      "const payload = rest.slice(start, start + length);",
      `const payload = room.subarray(0, length);
      payload.set(rest.subarray(start, start + length));`,
    ]],
  },
  makes_sixteen_mebibytes_of_room: {
    caughtBy: "takes no memory for bytes that have only been announced",
    misconception: "What stays under 16 MiB costs nothing.",
    says: "MiB in buffers for 5 bytes",
    edits: [[
      "let rest = new Uint8Array();",
      `let rest = new Uint8Array();
  let room: Uint8Array | undefined;`,
    ], [
      "if (rest.length < start + length) break;",
      `if (rest.length < start + length) {
        room ??= new Uint8Array(Math.min(length, 2 ** 24));
        break;
      }`,
    ]],
  },
  calls_everything_1002: {
    caughtBy: "refuses what is too large when its head has come",
    misconception: "What is wrong is against the protocol.",
    says: "with the code 1009",
    edits: [[
      'new WebSocketError(1009, "Large")',
      'new WebSocketError(1002, "Large")',
    ]],
  },
  counts_the_head: {
    caughtBy: "refuses what is too large when its head has come",
    misconception: "The limit is for the frame.",
    says: "with exactly maxPayloadBytes",
    edits: [[
      'if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");',
      `if (start + length > maxPayloadBytes) {
        throw new WebSocketError(1009, "Large");
      }`,
    ]],
  },
  forgets_the_first_bit: {
    caughtBy: "refuses lengths that are not written as they should be",
    misconception: "64 bits are a number like any other.",
    says: "without a limit",
    edits: [[
      'if (long >> 63n !== 0n) throw new WebSocketError(1002, "First bit");',
      "",
    ]],
  },
  holds_on_to_the_stream: {
    caughtBy: "cancels the stream when it is left",
    misconception: "Whoever stops reading has let go of the stream.",
    says: "after the caller left",
    edits: [[
      "for await (const piece of bytes) {",
      `const reader = bytes.getReader();
  for (
    let read = await reader.read();
    !read.done;
    read = await reader.read()
  ) {
    const piece = read.value;`,
    ]],
  },
  keeps_the_first_key: {
    caughtBy: "takes off the mask, wherever the pieces begin",
    misconception: "The key belongs to the connection.",
    says: "each frame brings a key of its own",
    edits: [[
      "let rest = new Uint8Array();",
      `let rest = new Uint8Array();
  let key: Uint8Array | undefined;`,
    ], [
      `const key = rest.subarray(start - 4, start);
        for (let at = 0; at < length; at++) payload[at]! ^= key[at % 4]!;`,
      `key ??= rest.slice(start - 4, start);
        for (let at = 0; at < length; at++) payload[at]! ^= key![at % 4]!;`,
    ]],
  },
  lets_control_frames_be_cut: {
    caughtBy: "refuses control frames that are long or in parts",
    misconception: "fin says whether a message goes on, whatever it is.",
    says: "without fin",
    edits: [[
      'if (opcode >= 8 && !fin) throw new WebSocketError(1002, "No fin");',
      "",
    ]],
  },
  lets_pings_be_long: {
    caughtBy: "refuses control frames that are long or in parts",
    misconception: "A ping is a frame like any other.",
    says: "with 126 bytes",
    edits: [[
      'if (opcode >= 8 && length > 125) throw new WebSocketError(1002, "Long");',
      "",
    ]],
  },
  loses_what_was_complete: {
    caughtBy: "yields what was complete before it refuses",
    misconception: "A piece is read first and yielded then.",
    says: "belong to the caller",
    edits: [[
      "rest = joined;",
      `rest = joined;
    const frames: Frame[] = [];`,
    ], [
      `yield { fin, rsv, opcode, payload };
    }`,
      `frames.push({ fin, rsv, opcode, payload });
    }
    yield* frames;`,
    ]],
  },
  makes_room_at_once: {
    caughtBy: "takes no memory for bytes that have only been announced",
    misconception:
      "The head says how long the payload is, so there is room for it from then on.",
    says: "Ten bytes announce a terabyte",
    edits: [[
      "if (isMasked) start += 4;",
      `if (isMasked) start += 4;
      const payload = new Uint8Array(length);`,
    ], [
      "const payload = rest.slice(start, start + length)",
      "payload.set(rest.subarray(start, start + length))",
    ]],
  },
  never_minds_a_mask_of_a_server: {
    caughtBy: "demands a mask from clients and none from servers",
    misconception: "A mask too many does no harm.",
    says: "a mask with masked: false",
    edits: [["isMasked !== masked", "masked && !isMasked"]],
  },
  passes_over_reserved_bits: {
    caughtBy: "refuses reserved bits and opcodes",
    misconception: "What means nothing can be passed over.",
    says: "What is reserved will mean something",
    edits: [[
      'if (rsv !== 0) throw new WebSocketError(1002, "Reserved bits");',
      "",
    ]],
  },
  reads_half_of_a_length: {
    caughtBy: "refuses what is too large when its head has come",
    misconception: "No frame is longer than 32 bits can say.",
    says: "bytes, with",
    edits: [[
      `const long = view.getBigUint64(2);
        if (long >> 63n !== 0n) throw new WebSocketError(1002, "First bit");
        if (long < 65_536n) throw new WebSocketError(1002, "Not minimal");
        length = Number(long);`,
      "length = view.getUint32(6);",
    ]],
  },
  reads_lengths_the_wrong_way_round: {
    caughtBy: "reads lengths of 7, 16 and 64 bits",
    misconception: "Numbers have the byte order of the machine.",
    says: "the greatest first",
    edits: [["view.getUint16(2)", "view.getUint16(2, true)"], [
      "view.getBigUint64(2)",
      "view.getBigUint64(2, true)",
    ]],
  },
  reads_one_frame_of_each_piece: {
    caughtBy: "yields each frame when its last byte has come",
    misconception:
      "There is at most one frame to be read when a piece has come.",
    says: "keeps a message back",
    edits: [[
      "while (rest.length >= 2) {",
      "for (let once = 0; once < 1 && rest.length >= 2; once++) {",
    ]],
  },
  refuses_only_high_opcodes: {
    caughtBy: "refuses reserved bits and opcodes",
    misconception: "The opcodes end with 10.",
    says: "the opcode 3",
    edits: [["![0, 1, 2, 8, 9, 10].includes(opcode)", "opcode > 10"]],
  },
  takes_126_for_a_length: {
    caughtBy: "reads lengths of 7, 16 and 64 bits",
    misconception:
      "Seven bits hold lengths up to 126, and behind 127 stand 64 bits.",
    says: "126 and 127 are no lengths",
    edits: [[
      `if (length === 126) {
        if (rest.length < 4) break;
        length = view.getUint16(2);
        if (length < 126) throw new WebSocketError(1002, "Not minimal");
        start = 4;
      } else if (length === 127) {`,
      "if (length === 127) {",
    ]],
  },
  takes_a_piece_for_a_frame: {
    caughtBy: "yields each frame when its last byte has come",
    misconception: "What the network delivers is one frame.",
    says: "a piece is no frame",
    edits: [[
      `const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    rest = joined;`,
      "rest = piece.slice();",
    ], [
      'if (rest.length > 0) throw new WebSocketError(1002, "Ended inside a frame");',
      "",
    ]],
  },
  takes_any_end_for_the_end: {
    caughtBy: "refuses a stream that ends inside a frame",
    misconception: "When the stream ends, all is said.",
    says: "takes half a conversation for a whole one",
    edits: [[
      'if (rest.length > 0) throw new WebSocketError(1002, "Ended inside a frame");',
      "",
    ]],
  },
  takes_any_form_of_a_length: {
    caughtBy: "refuses lengths that are not written as they should be",
    misconception: "A length is right when it is the payload's.",
    says: "the length 0 in 16 bits",
    edits: [[
      'if (length < 126) throw new WebSocketError(1002, "Not minimal");',
      "",
    ], [
      'if (long < 65_536n) throw new WebSocketError(1002, "Not minimal");',
      "",
    ]],
  },
  waits_for_the_payload: {
    caughtBy: "refuses what is too large when its head has come",
    misconception: "A frame is judged when it is there.",
    says: "takes it all first",
    edits: [[
      'if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");',
      "",
    ], [
      "if (rest.length < start + length) break;",
      `if (rest.length < start + length) break;
      if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");`,
    ]],
  },
  yields_what_is_left: {
    caughtBy: "refuses a stream that ends inside a frame",
    misconception: "What has come of the payload is better than nothing.",
    says: "the stream has ended",
    edits: [[
      'throw new WebSocketError(1002, "Ended inside a frame");',
      `{
    const opcode = rest[0]! & 0x0f;
    yield { fin: true, rsv: 0, opcode, payload: rest.slice(masked ? 6 : 2) };
  }`,
    ]],
  },
  yields_what_is_wrong: {
    caughtBy: "yields what was complete before it refuses",
    misconception: "A frame is yielded when it has been read, and judged then.",
    says: "The fault itself is no frame",
    edits: [[
      'if (rsv !== 0) throw new WebSocketError(1002, "Reserved bits");',
      "",
    ], [
      "yield { fin, rsv, opcode, payload };",
      `yield { fin, rsv, opcode, payload };
      if (rsv !== 0) throw new WebSocketError(1002, "Reserved bits");`,
    ]],
  },
  limits_the_message: {
    caughtBy: "reads any frames from any streams, whatever happens",
    misconception: "The limit is one for the message, over its fragments.",
    says: "no frame; WebSocketError 1009",
    edits: [[
      "let rest = new Uint8Array();",
      `let rest = new Uint8Array();
  let size = 0;`,
    ], [
      `if (length > maxPayloadBytes) throw new WebSocketError(1009, "Large");
      if (isMasked) start += 4;
      if (rest.length < start + length) break;`,
      `if (size + length > maxPayloadBytes) {
        throw new WebSocketError(1009, "Large");
      }
      if (isMasked) start += 4;
      if (rest.length < start + length) break;
      if (opcode < 8) size = fin ? 0 : size + length;`,
    ]],
  },
  stops_at_the_close: {
    caughtBy: "reads any frames from any streams, whatever happens",
    misconception: "Behind a close frame there is nothing.",
    says: "as frame",
    edits: [[
      "yield { fin, rsv, opcode, payload };",
      `yield { fin, rsv, opcode, payload };
      if (opcode === 8) return;`,
    ]],
  },
});

proveWholeMistakes("05_websockets/08_read_frames");
