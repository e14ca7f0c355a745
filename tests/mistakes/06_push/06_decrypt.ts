import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/06_decrypt", { base: "solution" }, {
  keeps_the_secret_of_a_pair: {
    caughtBy: "opens each body by itself, whatever happens",
    misconception: "A pair of keys belongs to one subscription.",
    says: "for a body with no fault",
    edits: [[
      "type Bytes = Uint8Array<ArrayBuffer>;",
      `type Bytes = Uint8Array<ArrayBuffer>;

const secrets = new WeakMap<CryptoKey, Bytes>();`,
    ], [
      "const ikm = await hkdf(auth, secret, info, 32);",
      `const first = secrets.get(keyPair.privateKey) ?? auth;
  secrets.set(keyPair.privateKey, first);
  const ikm = await hkdf(first, secret, info, 32);`,
    ]],
  },
  opens_each_body_once: {
    caughtBy: "opens each body by itself, whatever happens",
    misconception: "The same body again is an attack.",
    says: "for a body with no fault",
    edits: [[
      "type Bytes = Uint8Array<ArrayBuffer>;",
      `type Bytes = Uint8Array<ArrayBuffer>;

const seen = new Set<string>();`,
    ], [
      "const { salt, sender, record } = readHeader(body);",
      `const { salt, sender, record } = readHeader(body);
  const key = record.toHex();
  if (seen.has(key)) {
    throw new DecryptionError("tampered", "it was here before");
  }
  seen.add(key);`,
    ]],
  },
  takes_any_record_size: {
    caughtBy: "refuses more than one record",
    misconception: "A record of 17 bytes needs a size of 17, and no more.",
    says: "a size of 17, and no text",
    edits: [[
      `/** The smallest record size that there may be (RFC 8188, section 2.1). */
const RECORD_SIZE_MIN = 18;`,
      "",
    ], [
      "record.length > recordSize || recordSize < RECORD_SIZE_MIN",
      "record.length > recordSize",
    ]],
  },
});

proveMistakes("06_push/06_decrypt", { base: "in_one_go" }, {
  shares_the_salt: {
    caughtBy: "keeps messages apart that are decrypted at once",
    misconception: "One message comes after the other.",
    says: "one of 12 at once",
    edits: [
      ["const salt = body.slice(0, 16);", "salt = body.slice(0, 16);"],
      [
        "export async function decrypt(",
        `let salt: Bytes;

export async function decrypt(`,
      ],
    ],
  },
  takes_the_buffer_of_the_body: {
    caughtBy: "decrypts the RFC's example",
    misconception: "A buffer holds what its view shows.",
    says: "key-length",
    edits: [[
      "new DataView(body.buffer, body.byteOffset)",
      "new DataView(body.buffer)",
    ]],
  },
  adds_the_counter_twice: {
    caughtBy: "decrypts the RFC's example",
    misconception: "The 01 of the table stands in the info.",
    says: "tampered",
    edits: [[
      "ikm = await hkdf(auth, secret, join(label, own, sender), 256)",
      `counter = Uint8Array.of(1);
  const ikm = await hkdf(auth, secret, join(label, own, sender, counter), 256)`,
    ]],
  },
  asks_no_tag: {
    caughtBy: "refuses what was changed on the way, or is for somebody else",
    misconception: "What decrypts to a text was not tampered with.",
    says: "another bit in byte",
    edits: [[
      `const key = await subtle.importKey("raw", cek, "AES-GCM", false, ["decrypt"]);
  try {
    const algorithm = { name: "AES-GCM", iv };
    return new Uint8Array(await subtle.decrypt(algorithm, key, record));
  } catch {
    throw new DecryptionError("tampered");
  }`,
      `const ctr = await subtle.importKey("raw", cek, "AES-CTR", false, ["decrypt"]);
  const counter = join(iv, Uint8Array.of(0, 0, 0, 2));
  const algorithm = { name: "AES-CTR", counter, length: 32 };
  const text = record.slice(0, -16);
  return new Uint8Array(await subtle.decrypt(algorithm, ctr, text));`,
    ]],
  },
  believes_the_length_of_the_key: {
    caughtBy: "refuses a key that has not 65 bytes",
    misconception: "The header says how long the key is.",
    says: "key-length",
    edits: [[
      `if (view.getUint8(20) !== 65) throw new DecryptionError("key-length");
  const record = body.slice(86);`,
      `const recordAt = 21 + view.getUint8(20);
  const record = body.slice(recordAt);`,
    ], ["body.slice(21, 86)", "body.slice(21, recordAt)"]],
  },
  calls_a_bad_key_tampered: {
    caughtBy: "refuses a key that is no point of the curve",
    misconception: "Whatever does not open was tampered with.",
    says: "tampered",
    edits: [[
      'new DecryptionError("bad-key")',
      'new DecryptionError("tampered")',
    ]],
  },
  counts_the_header_too: {
    caughtBy: "refuses more than one record",
    misconception: "The record size counts the whole body.",
    says: "and a size of",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {`,
      "if (body.length > view.getUint32(16)) {",
    ]],
  },
  counts_the_text_only: {
    caughtBy: "refuses more than one record",
    misconception: "The tag does not count.",
    says: "a size that is one too small",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {`,
      "if (record.length - 16 > view.getUint32(16)) {",
    ]],
  },
  cuts_at_the_first_02: {
    caughtBy: "takes the padding off, and nothing of the text",
    misconception: "02 does not occur in a text.",
    says: "02 and",
    edits: [[
      `const end = content.findLastIndex((byte) => byte !== 0);
  if (content[end] !== 2) throw new DecryptionError("delimiter");`,
      `const end = content.indexOf(2);
  const rest = content.subarray(end + 1);
  if (end < 0 || rest.at(-1)) throw new DecryptionError("delimiter");`,
    ]],
  },
  cuts_whatever_ends_it: {
    caughtBy: "refuses another delimiter than 02",
    misconception: "The byte before the zeros is the delimiter.",
    says: "delimiter 1",
    edits: [[
      'if (content[end] !== 2) throw new DecryptionError("delimiter");',
      "",
    ]],
  },
  gives_an_empty_text: {
    caughtBy: "refuses what was changed on the way, or is for somebody else",
    misconception: "A message that cannot be read is an empty one.",
    says: "the text",
    edits: [[
      'throw new DecryptionError("tampered");',
      "return Uint8Array.of(2);",
    ]],
  },
  goes_back_to_an_02: {
    caughtBy: "refuses another delimiter than 02",
    misconception: "Below 03 all is padding, down to the delimiter.",
    says: "behind a text that ends with 02",
    edits: [["byte !== 0", "byte > 1"]],
  },
  judges_the_first_byte: {
    caughtBy: "refuses a key that is no point of the curve",
    misconception: "65 bytes of which the first is 04 are a point.",
    says: "bad-key",
    edits: [[
      `try {
    const key = await subtle.importKey("raw", sender, curve, false, []);
    const algorithm = { name: "ECDH", public: key };
    return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
  } catch {
    throw new DecryptionError("bad-key");
  }`,
      `if (sender[0] !== 4) throw new DecryptionError("bad-key");
  const key = await subtle.importKey("raw", sender, curve, false, []);
  const algorithm = { name: "ECDH", public: key };
  return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));`,
    ]],
  },
  judges_the_import_only: {
    caughtBy: "refuses a key that is no point of the curve",
    misconception: "A key that was imported is a point of the curve.",
    says: "TypeError",
    edits: [[
      "async function agree(privateKey: CryptoKey, sender: Bytes): Promise<Bytes> {",
      `async function agree(privateKey: CryptoKey, sender: Bytes): Promise<Bytes> {
  const key = await importKey(sender);
  const algorithm = { name: "ECDH", public: key };
  return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
}

async function importKey(sender: Bytes): Promise<CryptoKey> {`,
    ], [
      `const key = await subtle.importKey("raw", sender, curve, false, []);
    const algorithm = { name: "ECDH", public: key };
    return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));`,
      'return await subtle.importKey("raw", sender, curve, false, []);',
    ]],
  },
  knows_no_padding: {
    caughtBy: "takes the padding off, and nothing of the text",
    misconception: "The delimiter is the last byte.",
    says: "02 and",
    edits: [[
      `const end = content.findLastIndex((byte) => byte !== 0);
  if (content[end] !== 2) throw new DecryptionError("delimiter");
  return new TextDecoder().decode(content.subarray(0, end));`,
      `if (content.at(-1) !== 2) throw new DecryptionError("delimiter");
  return new TextDecoder().decode(content.subarray(0, -1));`,
    ]],
  },
  leaves_the_delimiter: {
    caughtBy: "decrypts any text, of any length",
    misconception: "What was encrypted is the text.",
    says: "from a right body",
    edits: [["content.subarray(0, end)", "content.subarray(0, end + 1)"]],
  },
  leaves_the_padding: {
    caughtBy: "takes the padding off, and nothing of the text",
    misconception: "Zeros do no harm.",
    says: "02 and",
    edits: [[
      "content.subarray(0, end)",
      "content.filter((_, at) => at !== end)",
    ]],
  },
  lets_the_cipher_throw: {
    caughtBy: "refuses what was changed on the way, or is for somebody else",
    misconception: "An OperationError says it all.",
    says: "OperationError",
    edits: [[
      `try {
    const algorithm = { name: "AES-GCM", iv };
    return new Uint8Array(await subtle.decrypt(algorithm, key, record));
  } catch {
    throw new DecryptionError("tampered");
  }`,
      `const algorithm = { name: "AES-GCM", iv };
  return new Uint8Array(await subtle.decrypt(algorithm, key, record));`,
    ]],
  },
  lets_the_import_throw: {
    caughtBy: "refuses a key that is no point of the curve",
    misconception: "importKey says what is wrong with a key.",
    says: "bad-key",
    edits: [[
      `try {
    const key = await subtle.importKey("raw", sender, curve, false, []);
    const algorithm = { name: "ECDH", public: key };
    return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));
  } catch {
    throw new DecryptionError("bad-key");
  }`,
      `const key = await subtle.importKey("raw", sender, curve, false, []);
  const algorithm = { name: "ECDH", public: key };
  return new Uint8Array(await subtle.deriveBits(algorithm, privateKey, 256));`,
    ]],
  },
  lets_the_view_throw: {
    caughtBy: "refuses a body that is too short",
    misconception: "Reading behind the end throws by itself.",
    says: "RangeError",
    edits: [[
      'if (body.length < 103) throw new DecryptionError("too-short");',
      "",
    ]],
  },
  looks_for_the_last_02: {
    caughtBy: "refuses another delimiter than 02",
    misconception: "The last 02 is the delimiter.",
    says: "and no delimiter",
    edits: [[
      "content.findLastIndex((byte) => byte !== 0)",
      "content.lastIndexOf(2)",
    ]],
  },
  opens_the_first_record: {
    caughtBy: "refuses more than one record",
    misconception: "The first record is the message.",
    says: "many-records",
    edits: [[
      `const record = body.slice(86);
  const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {
    throw new DecryptionError("many-records");
  }`,
      "const record = body.slice(86, 86 + view.getUint32(16));",
    ], ["content[end] !== 2", "![1, 2].includes(content[end]!)"]],
  },
  passes_over_the_length_of_the_key: {
    caughtBy: "refuses a key that has not 65 bytes",
    misconception: "It is 65, the norm says so.",
    says: "the text",
    edits: [[
      'if (view.getUint8(20) !== 65) throw new DecryptionError("key-length");',
      "",
    ]],
  },
  passes_over_the_record_size: {
    caughtBy: "refuses more than one record",
    misconception: "The tag shows whether the record is whole.",
    says: "tampered",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {
    throw new DecryptionError("many-records");
  }`,
      "",
    ]],
  },
  puts_its_own_key_last: {
    caughtBy: "decrypts the RFC's example",
    misconception: "Here the sender's key is the other one, so it comes first.",
    says: "tampered",
    edits: [["join(label, own, sender)", "join(label, sender, own)"]],
  },
  reads_a_signed_size: {
    caughtBy: "refuses more than one record",
    misconception: "Four bytes are an Int32.",
    says: "and a size of",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {`,
      "if (Math.max(18, record.length) > view.getInt32(16)) {",
    ]],
  },
  reads_the_size_the_wrong_way_round: {
    caughtBy: "refuses more than one record",
    misconception: "Numbers have the byte order of the machine.",
    says: "many-records",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {`,
      "if (record.length > view.getUint32(16, true)) {",
    ]],
  },
  swaps_salt_and_secret: {
    caughtBy: "decrypts the RFC's example",
    misconception: "Salt and secret are both just mixed in.",
    says: "tampered",
    edits: [[
      "hkdf(auth, secret, join(label, own, sender), 256)",
      "hkdf(secret, auth, join(label, own, sender), 256)",
    ]],
  },
  takes_01_too: {
    caughtBy: "refuses another delimiter than 02",
    misconception: "01 and 02 are both delimiters.",
    says: "delimiter 1",
    edits: [["content[end] !== 2", "content[end]! > 2 || end < 0"]],
  },
  takes_bytes_for_characters: {
    caughtBy: "decrypts any text, of any length",
    misconception: "A byte is a character.",
    says: "from a right body",
    edits: [[
      "new TextDecoder().decode(content.subarray(0, end))",
      "String.fromCharCode(...content.subarray(0, end))",
    ]],
  },
  takes_compressed_keys: {
    caughtBy: "refuses a key that has not 65 bytes",
    misconception: "A point is a point.",
    says: "and 33 as its length",
    edits: [[
      `if (view.getUint8(20) !== 65) throw new DecryptionError("key-length");
  const record = body.slice(86);`,
      `const size = view.getUint8(20);
  if (size !== 65 && size !== 33) throw new DecryptionError("key-length");
  const record = body.slice(21 + size);`,
    ], ["body.slice(21, 86)", "body.slice(21, 21 + size)"]],
  },
  takes_the_key_for_a_part_of_the_record: {
    caughtBy: "decrypts the RFC's example",
    misconception: "The header ends with the length of the key.",
    says: "too-short",
    edits: [["body.length < 103", "body.length < 168"], [
      "body.slice(86)",
      "body.slice(21)",
    ]],
  },
  takes_what_is_missing_for_zeros: {
    caughtBy: "refuses a body that is too short",
    misconception: "Every position of an array has a value.",
    says: "too-short",
    edits: [[
      `if (body.length < 103) throw new DecryptionError("too-short");
  const view = new DataView(body.buffer, body.byteOffset);`,
      `const whole = new Uint8Array(Math.max(body.length, 103));
  whole.set(body);
  const view = new DataView(whole.buffer);`,
    ]],
  },
  takes_zeros_and_twos_off: {
    caughtBy: "takes the padding off, and nothing of the text",
    misconception: "Everything below the space is no text.",
    says: "02 and",
    edits: [[
      "return new TextDecoder().decode(content.subarray(0, end));",
      String
        .raw`const text = new TextDecoder().decode(content.subarray(0, end));
  const last = [...text].findLastIndex((sign) => sign > "\x02");
  return [...text].slice(0, last + 1).join("");`,
    ]],
  },
  throws_what_is_at_hand: {
    caughtBy: "refuses another delimiter than 02",
    misconception: "An error is an error.",
    says: "TypeError",
    edits: [['new DecryptionError("delimiter")', 'new TypeError("delimiter")']],
  },
  trims_zeros_of_the_text: {
    caughtBy: "takes the padding off, and nothing of the text",
    misconception: "Zeros at the end are padding.",
    says: "02 and",
    edits: [[
      "return new TextDecoder().decode(content.subarray(0, end));",
      String
        .raw`const text = new TextDecoder().decode(content.subarray(0, end));
  return text.replace(/\0+$/, "");`,
    ]],
  },
  wants_a_header: {
    caughtBy: "refuses a body that is too short",
    misconception: "What has a header is long enough.",
    says: "the first 86 bytes",
    edits: [["body.length < 103", "body.length < 86"]],
  },
  wants_a_header_and_a_tag: {
    caughtBy: "refuses a body that is too short",
    misconception: "The least record is a tag.",
    says: "the first 102 bytes",
    edits: [["body.length < 103", "body.length < 102"]],
  },
  wants_exactly_4096: {
    caughtBy: "refuses more than one record",
    misconception: "A push message has the record size 4,096.",
    says: "and a size of",
    edits: [[
      `const recordSize = view.getUint32(16);
  if (record.length > recordSize || recordSize < 18) {`,
      "if (view.getUint32(16) !== 4_096) {",
    ]],
  },
  wants_some_text: {
    caughtBy: "decrypts any text, of any length",
    misconception: "A message says something.",
    says: "too-short",
    edits: [["body.length < 103", "body.length < 104"]],
  },
});
