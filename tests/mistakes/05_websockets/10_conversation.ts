import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("05_websockets/10_conversation", { base: "one_loop" }, {
  refuses_a_close_inside_a_message: {
    caughtBy: "answers a close with its code, and ends the connection",
    misconception: "Who has begun a message has to end it.",
    says: "close 4000 inside a message",
    edits: [[
      "if (frame.opcode === 8) return await send(goodbye(frame.payload));",
      `if (frame.opcode === 8) {
        if (opcode !== 0) fail(1002, "a message is under way");
        return await send(goodbye(frame.payload));
      }`,
    ]],
  },
  says_goodbye_inside_a_message: {
    caughtBy: "says nothing after goodbye",
    misconception: "Every fragment is a write of its own, and so is a goodbye.",
    says: "one close frame, and nothing behind it",
    edits: [[
      "for (const bytes of writeFrames(message)) await writer.write(bytes);",
      `const pieces = { maxPayloadBytes: 65_536 };
    for (const bytes of writeFrames(message, pieces)) await writer.write(bytes);`,
    ]],
  },
  takes_0_for_no_time_given: {
    caughtBy: "gives up at once with a closeTimeoutMs of 0",
    misconception: "0 means that nobody has said anything.",
    says: "close the TCP connection",
    edits: [[
      "abort().catch(() => {}), closeTimeoutMs);",
      "abort().catch(() => {}), closeTimeoutMs || 5_000);",
    ]],
  },
  keeps_the_limit_of_the_frames: {
    caughtBy: "takes a limit far above the default, and a long time to answer",
    misconception: "The parts have limits of their own.",
    says: "close 1009",
    edits: [["readFrames(readable, limit)", "readFrames(readable)"], [
      "const limit = { maxPayloadBytes: maxMessageBytes };",
      "",
    ]],
  },
  says_what_is_wrong_after_goodbye: {
    caughtBy: "says nothing after goodbye",
    misconception: "A fault is told, whatever was said before.",
    says: "one close frame",
    edits: [[
      "if (closing) return;",
      'if (closing && !("code" in message && message.code === 1002)) return;',
    ]],
  },
  counts_letters: {
    caughtBy: "limits messages over all their fragments",
    misconception: "A text is as long as its length.",
    says: "two fragments of text",
    edits: [[
      "size += frame.payload.length;",
      `size += opcode === 1
        ? new TextDecoder().decode(frame.payload).length
        : frame.payload.length;`,
    ]],
  },
  looks_only_at_frames_with_bytes: {
    caughtBy: "demands UTF-8 over the borders of fragments",
    misconception: "An empty fragment changes nothing.",
    says: "close 1007 after",
    edits: [["opcode === 1", "opcode === 1 && frame.payload.length > 0"]],
  },
  counts_pings_as_well: {
    caughtBy: "limits messages over all their fragments",
    misconception: "What comes inside a message belongs to it.",
    says: "A limit for frames is none for messages",
    edits: [[
      "if (frame.opcode > 2) continue;",
      `if (frame.opcode > 2) {
        if (opcode !== 0) size += frame.payload.length;
        continue;
      }`,
    ]],
  },
  never_waits_for_its_pongs: {
    caughtBy: "waits for who does not read its pongs",
    misconception: "A pong is too small to wait for.",
    says: "less than 15 MiB more",
    edits: [[
      "await send({ opcode: 10, payload: frame.payload });",
      "send({ opcode: 10, payload: frame.payload }).catch(() => {});",
    ]],
  },
  listens_no_more_after_an_error: {
    caughtBy: "gives up on a line that takes nothing more",
    misconception: "A conversation that is closing is as good as closed.",
    says: "an open connection",
    edits: [[
      "await send({ opcode: 8, code: error.code });",
      `clearTimeout(timer);
    signal.removeEventListener("abort", goAway);
    await send({ opcode: 8, code: error.code });`,
    ]],
  },
  gives_up_after_4_seconds: {
    caughtBy: "gives up on a line that takes nothing more",
    misconception: "Any timeout will do.",
    says: "5,000 by default",
    edits: [["closeTimeoutMs = 5_000", "closeTimeoutMs = 4_000"]],
  },
  takes_1015_for_a_code: {
    caughtBy: "refuses a close frame that is wrong",
    misconception: "What has a name may be sent.",
    says: "close 1015",
    edits: [["code > 1011", "code > 1011 && code !== 1015"]],
  },
  answers_pings_after_the_message: {
    caughtBy: "joins fragments, and answers pings in between",
    misconception: "One thing after the other.",
    says: "a pong with the same",
    edits: [[
      "let closing = false;",
      `let closing = false;
  const pongs: Uint8Array[] = [];`,
    ], [
      "await send({ opcode: 10, payload: frame.payload })",
      "pongs.push(frame.payload)",
    ], [
      "await send({ opcode, payload });",
      `await send({ opcode, payload });
      for (const pong of pongs.splice(0)) {
        await send({ opcode: 10, payload: pong });
      }`,
    ]],
  },
  answers_with_an_empty_pong: {
    caughtBy: "joins fragments, and answers pings in between",
    misconception: "A pong is a pong.",
    says: "a pong with the same",
    edits: [["payload: frame.payload", 'payload: ""']],
  },
  asks_again_instead_of_ending: {
    caughtBy: "says 1001 to everybody, and gives up on who does not answer",
    misconception: "Who has not answered has not heard.",
    says: "Most answer at once",
    edits: [[
      "timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs)",
      `const again = () => void send({ opcode: 8, code: 1001 }).catch(() => {});
    timer = setTimeout(again, closeTimeoutMs)`,
    ]],
  },
  begins_with_a_continuation: {
    caughtBy: "refuses fragments in the wrong place",
    misconception: "Who does not know what it is takes it for binary.",
    says: "A continuation continues something",
    edits: [[
      'if (frame.opcode === 0 && opcode === 0) fail(1002, "nothing to continue");',
      "",
    ], ["opcode || frame.opcode", "opcode || frame.opcode || 2"]],
  },
  counts_from_when_it_was_sent: {
    caughtBy: "says 1001 to everybody, and gives up on who does not answer",
    misconception: "The time begins when the close frame is on its way.",
    says: "a server that waits for it never stops",
    edits: [[
      `timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    send({ opcode: 8, code: 1001 }).catch(() => {});`,
      `send({ opcode: 8, code: 1001 }).then(() => {
      timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    }).catch(() => {});`,
    ]],
  },
  counts_the_whole_conversation: {
    caughtBy: "limits messages over all their fragments",
    misconception: "What is counted is what has come.",
    says: "none for the conversation",
    edits: [[
      `parts = [];
      size = 0;`,
      "parts = [];",
    ]],
  },
  demands_text_of_every_fragment: {
    caughtBy: "demands UTF-8 over the borders of fragments",
    misconception: "A fragment of a text is a text.",
    says: "no border between characters",
    edits: [[
      'if (size > maxMessageBytes) fail(1009, "it is too long");',
      `if (size > maxMessageBytes) fail(1009, "it is too long");
      if (opcode === 1) demandText(frame.payload);`,
    ]],
  },
  demands_text_of_everything: {
    caughtBy: "demands UTF-8 over the borders of fragments",
    misconception: "Bytes are text.",
    says: "from your server",
    edits: [["if (opcode === 1) demandText(payload);", "demandText(payload);"]],
  },
  forgets_the_empty_message: {
    caughtBy: "sends every message back, whole and in order",
    misconception: "What is empty is nothing.",
    says: "A message is what was sent as one",
    edits: [[
      "await send({ opcode, payload })",
      "if (size > 0) await send({ opcode, payload })",
    ]],
  },
  forgets_the_message_at_a_ping: {
    caughtBy: "joins fragments, and answers pings in between",
    misconception: "What comes in between begins something new.",
    says: "change nothing about it",
    edits: [[
      "await send({ opcode: 10, payload: frame.payload });",
      `await send({ opcode: 10, payload: frame.payload });
        parts = [];`,
    ]],
  },
  goes_on_after_goodbye: {
    caughtBy: "says nothing after goodbye",
    misconception: "What has been begun is ended.",
    says: "A close frame is the last word",
    edits: [[
      "if (closing) return;",
      "if (closing && message.opcode === 8) return;",
    ], ["message.opcode === 8", "message.opcode === 8 || closing"]],
  },
  hangs_up_at_a_close_frame: {
    caughtBy: "answers a close with its code, and ends the connection",
    misconception: "After goodbye there is nothing to say.",
    says: "no close frame",
    edits: [[
      "return await send(goodbye(frame.payload));",
      `{
        goodbye(frame.payload);
        return;
      }`,
    ]],
  },
  hangs_up_at_stop: {
    caughtBy: "says nothing after goodbye",
    misconception: "Who has said goodbye need not wait.",
    says: "until the close frame is answered",
    edits: [[
      "{ maxMessageBytes = 1_048_576, closeTimeoutMs = 5_000 }",
      "{ maxMessageBytes = 1_048_576 }",
    ], [
      `timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    send({ opcode: 8, code: 1001 }).catch(() => {});`,
      `send({ opcode: 8, code: 1001 }).catch(() => {})
      .finally(() => writer.abort().catch(() => {}));`,
    ]],
  },
  hangs_up_without_a_word: {
    caughtBy: "closes with the code of what is wrong",
    misconception: "Who breaks the protocol needs no answer.",
    says: "no close frame",
    edits: [["await send({ opcode: 8, code: error.code });", ""]],
  },
  judges_the_size_at_the_end: {
    caughtBy: "limits messages over all their fragments",
    misconception: "How long a message is shows when it is there.",
    says: "fragments without an end",
    edits: [['if (size > maxMessageBytes) fail(1009, "it is too long");', ""], [
      "const payload = concat(parts);",
      `const payload = concat(parts);
      if (size > maxMessageBytes) fail(1009, "it is too long");`,
    ]],
  },
  keeps_the_connection: {
    caughtBy: "answers a close with its code, and ends the connection",
    misconception: "Who has said goodbye hangs up.",
    says: "The server ends TCP first",
    edits: [[
      "return await send(goodbye(frame.payload));",
      "await send(goodbye(frame.payload));",
    ]],
  },
  lets_a_new_message_replace_the_old: {
    caughtBy: "refuses fragments in the wrong place",
    misconception: "Who begins anew has given up the old.",
    says: "nothing begins before the last message has ended",
    edits: [[
      `if (frame.opcode !== 0 && opcode !== 0) fail(1002, "it has not ended");
      opcode = opcode || frame.opcode;`,
      `if (frame.opcode !== 0) {
        opcode = frame.opcode;
        parts = [];
        size = 0;
      }`,
    ]],
  },
  lets_every_reason_pass: {
    caughtBy: "refuses a close frame that is wrong",
    misconception: "Nobody reads a reason.",
    says: "a reason that is no UTF-8",
    edits: [["demandText(payload.subarray(2));", ""]],
  },
  lets_pongs_into_the_message: {
    caughtBy: "joins fragments, and answers pings in between",
    misconception:
      "What is not closed and asks nothing belongs to the message.",
    says: "change nothing about it",
    edits: [["frame.opcode > 2", "frame.opcode === 9"], [
      'if (frame.opcode !== 0 && opcode !== 0) fail(1002, "it has not ended");',
      `if (frame.opcode % 10 !== 0 && opcode !== 0) {
        fail(1002, "it has not ended");
      }`,
    ], ["frame.fin", "frame.fin || frame.opcode === 10"]],
  },
  limits_only_frames: {
    caughtBy: "limits messages over all their fragments",
    misconception: "readFrames knows the limit.",
    says: "A limit for frames is none for messages",
    edits: [['if (size > maxMessageBytes) fail(1009, "it is too long");', ""]],
  },
  looks_only_at_whole_frames: {
    caughtBy: "demands UTF-8 over the borders of fragments",
    misconception: "What came in pieces has been looked at.",
    says: "in fragments of",
    edits: [["opcode === 1", "opcode === 1 && parts.length === 1"]],
  },
  loses_the_byte_order_mark: {
    caughtBy: "sends every message back, whole and in order",
    misconception: "What a decoder gives is what came.",
    says: "byte for byte",
    edits: [[
      "await send({ opcode, payload })",
      `const text = new TextDecoder().decode(payload);
      await send({ opcode, payload: opcode === 1 ? text : payload })`,
    ]],
  },
  never_waits_for_its_writes: {
    caughtBy: "waits for who does not read",
    misconception: "What is written is gone.",
    says: "that is your memory",
    edits: [
      [
        "const send = async (message: Outgoing) => {",
        "const send = (message: Outgoing) => {",
      ],
      ["return;", "return Promise.resolve();"],
      [
        "await writer.write(bytes)",
        `{
      writer.write(bytes).catch(() => {});
    }
    return Promise.resolve()`,
      ],
    ],
  },
  reads_on_after_their_goodbye: {
    caughtBy: "says nothing after goodbye",
    misconception: "What comes is answered.",
    says: "A close frame is the last word",
    edits: [[
      "return await send(goodbye(frame.payload));",
      `{
        await send(goodbye(frame.payload));
        closing = false;
        setTimeout(() => writer.close().catch(() => {}), 0);
        continue;
      }`,
    ]],
  },
  refuses_what_is_not_between_1000_and_4999: {
    caughtBy: "refuses a close frame that is wrong",
    misconception: "A code is a number from 1000 to 4999.",
    says: "lies",
    edits: [[
      `if (code < 1000 || code > 4999) return false;
  if (code < 3000 && code > 1011) return false;
  return ![1004, 1005, 1006].includes(code);`,
      "return code >= 1000 && code <= 4999;",
    ]],
  },
  remembers_the_last_message: {
    caughtBy: "refuses fragments in the wrong place",
    misconception: "The opcode is set by the next message anyway.",
    says: "a message that has ended",
    edits: [[
      `if (frame.opcode !== 0 && opcode !== 0) fail(1002, "it has not ended");
      opcode = opcode || frame.opcode;`,
      `if (frame.opcode !== 0 && parts.length > 0) {
        fail(1002, "it has not ended");
      }
      opcode = frame.opcode || opcode;`,
    ], [
      `await send({ opcode, payload });
      opcode = 0;`,
      "await send({ opcode, payload });",
    ]],
  },
  repeats_every_code: {
    caughtBy: "refuses a close frame that is wrong",
    misconception: "The answer to a code is the code.",
    says: "no close frame",
    edits: [["if (!maySay(code)) fail(1002, `the code ${code}`);", ""], [
      `function maySay(code: number): boolean {
  if (code < 1000 || code > 4999) return false;
  if (code < 3000 && code > 1011) return false;
  return ![1004, 1005, 1006].includes(code);
}`,
      "",
    ]],
  },
  replaces_what_is_no_text: {
    caughtBy: "demands UTF-8 over the borders of fragments",
    misconception: "A decoder decodes.",
    says: "close 1007 after",
    edits: [['new TextDecoder("utf-8", { fatal: true })', "new TextDecoder()"]],
  },
  says_1000_to_everybody: {
    caughtBy: "answers a close with its code, and ends the connection",
    misconception: "1000 is the code of a goodbye.",
    says: "close 1001 after close 1001",
    edits: [["{ opcode: 8, code }", "{ opcode: 8, code: 1000 }"]],
  },
  says_1002_whatever_it_was: {
    caughtBy: "closes with the code of what is wrong",
    misconception: "An error is a protocol error.",
    says: "close 1002",
    edits: [["error.code", "1002"]],
  },
  says_1005_when_there_is_no_code: {
    caughtBy: "answers a close with its code, and ends the connection",
    misconception: "An empty close frame has the code 1005.",
    says: "an empty close frame",
    edits: [["{ opcode: 8 }", "{ opcode: 8, code: 1005 }"]],
  },
  says_goodbye_twice: {
    caughtBy: "says nothing after goodbye",
    misconception: "A close frame is answered with a close frame.",
    says: "Two goodbyes are one too many",
    edits: [[
      "if (closing) return;",
      "if (closing && message.opcode !== 8) return;",
    ]],
  },
  sends_everything_as_text: {
    caughtBy: "sends every message back, whole and in order",
    misconception: "A message is a text.",
    says: "What goes in as text comes out as text",
    edits: [["{ opcode, payload }", "{ opcode: 1, payload }"]],
  },
  stops_without_a_word: {
    caughtBy: "says 1001 to everybody, and gives up on who does not answer",
    misconception: "The end of the connection says it all.",
    says: "after options.stop",
    edits: [[
      "{ maxMessageBytes = 1_048_576, closeTimeoutMs = 5_000 }",
      "{ maxMessageBytes = 1_048_576 }",
    ], [
      `timer = setTimeout(() => writer.abort().catch(() => {}), closeTimeoutMs);
    send({ opcode: 8, code: 1001 }).catch(() => {});`,
      "writer.abort().catch(() => {});",
    ]],
  },
  takes_every_frame_for_a_message: {
    caughtBy: "joins fragments, and answers pings in between",
    misconception: "A frame is a message.",
    says: "A long message",
    edits: [[
      `if (!frame.fin) continue;
      const payload = concat(parts);
      if (opcode === 1) demandText(payload);`,
      "const payload = concat([frame.payload]);",
    ]],
  },
  takes_half_a_code_for_none: {
    caughtBy: "refuses a close frame that is wrong",
    misconception: "What is too short for a code has none.",
    says: "half a code",
    edits: [[
      `if (payload.length === 0) return { opcode: 8 };
  if (payload.length === 1) fail(1002, "half a code");`,
      "if (payload.length < 2) return { opcode: 8 };",
    ]],
  },
  takes_the_limit_for_too_much: {
    caughtBy: "limits messages over all their fragments",
    misconception: "At most and less than are nearly the same.",
    says: "A limit for frames is none for messages",
    edits: [["size > maxMessageBytes", "size >= maxMessageBytes"]],
  },
  tells_only_the_last_one: {
    caughtBy: "says 1001 to everybody, and gives up on who does not answer",
    misconception: "A signal has one handler.",
    says: "One signal tells all conversations",
    edits: [[
      'signal.addEventListener("abort", goAway)',
      "signal.onabort = goAway",
    ], ['signal.removeEventListener("abort", goAway);', ""]],
  },
  waits_for_an_answer_to_an_error: {
    caughtBy: "closes with the code of what is wrong",
    misconception: "Every close frame is answered.",
    says: "to close the TCP connection",
    edits: [[
      "await send({ opcode: 8, code: error.code });",
      `await send({ opcode: 8, code: error.code });
    await new Promise((resolve) => timer = setTimeout(resolve, closeTimeoutMs));`,
    ]],
  },
  is_patient_with_who_speaks: {
    caughtBy: "behaves to each of them, whatever happens",
    misconception: "Who still sends something is about to answer.",
    says: "ms after stop",
    edits: [[
      "for await (const frame of readFrames(readable, limit)) {",
      `for await (const frame of readFrames(readable, limit)) {
      if (timer !== undefined) {
        clearTimeout(timer);
        timer = setTimeout(
          () => writer.abort().catch(() => {}),
          closeTimeoutMs,
        );
      }`,
    ]],
  },
});
