import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/05_encrypt", { base: "hmac_by_hmac" }, {
  keeps_what_a_key_came_with: {
    caughtBy: "makes each message by itself, whatever happens",
    misconception: "A browser is known by its public key.",
    says: "a body that its receiver opens to",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const secrets = new Map<string, string>();`,
    ], [
      "const receiver = decode(keys.p256dh);",
      `const receiver = decode(keys.p256dh);
  const auth = secrets.get(keys.p256dh) ?? keys.auth;
  secrets.set(keys.p256dh, auth);`,
    ], ["decode(keys.auth)", "decode(auth)"]],
  },
  draws_256_salts_at_once: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Random bytes that were drawn once stay random.",
    says: "in more than one of them",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const drawn = crypto.getRandomValues(new Uint8Array(4_096));
let at = 0;

function nextSalt(): Bytes {
  at %= drawn.length;
  return drawn.slice(at, at += 16);
}`,
    ], [
      "crypto.getRandomValues(new Uint8Array(16))",
      "nextSalt()",
    ]],
  },
  wipes_what_it_told: {
    caughtBy: "says each value that it computes",
    misconception: "A secret that is no longer needed is nobody's.",
    says: "other bytes in their place, after the call",
    edits: [[
      'observe("body", body);',
      `observe("body", body);
  for (const used of [secret, ikm, cek, nonce]) used.fill(0);`,
    ]],
  },
  keeps_bodies_in_one_room: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Who got a body has sent it long before the room is full.",
    says: "after later calls",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const room = new Uint8Array(65_536);
let at = 0;`,
    ], [
      "const body = join(salt, sizes, sender, record);",
      `const whole = join(salt, sizes, sender, record);
  if (at + whole.length > room.length) at = 0;
  const body = room.subarray(at, at += whole.length);
  body.set(whole);`,
    ]],
  },
  draws_before_it_measures: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "A salt and a pair cost nothing.",
    says: "before anything is drawn or computed",
    edits: [[
      'if (plaintext.length > 3_993) throw new RangeError("Too long");',
      "",
    ], [
      `observe("salt", salt);
  observe("as_public", sender);`,
      `if (plaintext.length > 3_993) throw new RangeError("Too long");
  observe("salt", salt);
  observe("as_public", sender);`,
    ]],
  },
  agrees_before_it_measures: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "What is not told is not done.",
    says: "calls of deriveBits before it",
    edits: [[
      'if (plaintext.length > 3_993) throw new RangeError("Too long");',
      `if (plaintext.length > 3_993) {
    const { privateKey } = options.keyPair ?? await makeKeyPair();
    await agree(privateKey, decode(keys.p256dh));
    throw new RangeError("Too long");
  }`,
    ]],
  },
  keeps_a_pair_for_each_subscription: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "A pair belongs to two sides.",
    says: "in more than one of them",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const pairs = new WeakMap<object, CryptoKeyPair>();`,
    ], [
      "options.keyPair ?? await makeKeyPair();",
      `options.keyPair ?? pairs.get(keys) ?? await makeKeyPair();
  if (!options.keyPair) pairs.set(keys, keyPair);`,
    ]],
  },
  draws_half_of_it: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Eight random bytes are enough for sixteen.",
    says: "byte 8 follows from byte 0",
    edits: [[
      "options.salt ?? crypto.getRandomValues(new Uint8Array(16))",
      `options.salt ??
    new Uint8Array(16).map((_, at) => half[at % 8]!)`,
    ], [
      "const { observe = () => {} } = options;",
      `const { observe = () => {} } = options;
  const half = crypto.getRandomValues(new Uint8Array(8));`,
    ]],
  },
  takes_salts_from_a_stock: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Few people will get the same salt.",
    says: "in more than one of them",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const stock = Array.from(
  { length: 16 },
  () => crypto.getRandomValues(new Uint8Array(16)),
);
let taken = 0;`,
    ], [
      "crypto.getRandomValues(new Uint8Array(16))",
      "stock[taken++ % stock.length]!",
    ]],
  },
  draws_with_math_random: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Random is random.",
    says: "calls of Math.random",
    edits: [[
      "crypto.getRandomValues(new Uint8Array(16))",
      "Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256))",
    ]],
  },
  shares_the_record: {
    caughtBy: "keeps messages apart that are encrypted at once",
    misconception: "One buffer saves memory.",
    says: "that the receiver opens to",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const shared = new Uint8Array(3_994);`,
    ], [
      'if (plaintext.length > 3_993) throw new RangeError("Too long");',
      `if (plaintext.length > 3_993) throw new RangeError("Too long");
  shared.set(plaintext);
  shared[plaintext.length] = 2;`,
    ], [
      "join(plaintext, Uint8Array.of(2))",
      "shared.subarray(0, plaintext.length + 1)",
    ]],
  },
  shares_the_body: {
    caughtBy: "keeps messages apart that are encrypted at once",
    misconception: "Who has the body sends it at once.",
    says: "a body that the receiver opens to",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const shared = new Uint8Array(4_096);`,
    ], [
      "const body = join(salt, sizes, sender, record);",
      `const whole = join(salt, sizes, sender, record);
  shared.set(whole);
  const body = shared.subarray(0, whole.length);`,
    ]],
  },
  takes_the_buffer_of_the_salt: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "A buffer holds what its view shows.",
    says: "salt <0c 6b fa ad",
    edits: [[
      "const salt = options.salt ?? crypto.getRandomValues(new Uint8Array(16));",
      `const salt = new Uint8Array(
    (options.salt ?? crypto.getRandomValues(new Uint8Array(16))).buffer,
  );`,
    ]],
  },
  counts_characters: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "A text has as many bytes as characters.",
    says: "RangeError",
    edits: [["plaintext.length", "text.length"]],
  },
  counts_salts: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "Fresh means: not used before.",
    says: "hardly any change",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
let used = 0;`,
    ], [
      "options.salt ?? crypto.getRandomValues(new Uint8Array(16))",
      `options.salt ??
    Uint8Array.from({ length: 16 }, (_, at) => at < 15 ? 0 : used++)`,
    ]],
  },
  counts_the_body_only: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "4,096 bytes are 4,096 bytes of text.",
    says: "RangeError",
    edits: [["plaintext.length > 3_993", "plaintext.length > 4_096"]],
  },
  cuts_the_key_at_32: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "The key is as long as the digest.",
    says: "CEK <a0 88 55",
    edits: [[
      "(await hmac(prk, cekInfo)).slice(0, 16)",
      "await hmac(prk, cekInfo)",
    ]],
  },
  cuts_what_is_too_long: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "A message that is cut is better than none.",
    says: "RangeError",
    edits: [[
      `const plaintext = encoder.encode(text);
  if (plaintext.length > 3_993) throw new RangeError("Too long");`,
      "const plaintext = encoder.encode(text).slice(0, 3_993);",
    ]],
  },
  forgets_the_byte_behind_the_label: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "The label is the text that stands in the norm.",
    says: "IKM <4b 89 58",
    edits: [[String.raw`"WebPush: info\0"`, '"WebPush: info"']],
  },
  forgets_the_delimiter: {
    caughtBy: "ends the text with the delimiter of a last record",
    misconception: "The tag says where the text ends.",
    says: "02 behind it",
    edits: [["join(plaintext, Uint8Array.of(2))", "plaintext"]],
  },
  forgets_the_delimiter_in_the_sum: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "Header and tag need 102 bytes.",
    says: "RangeError",
    edits: [["plaintext.length > 3_993", "plaintext.length > 3_994"]],
  },
  forgets_the_last_zeros: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "Only the first label ends with a zero.",
    says: "CEK <a0 88 55",
    edits: [[
      String.raw`"Content-Encoding: aes128gcm\0\x01"`,
      String.raw`"Content-Encoding: aes128gcm\x01"`,
    ], [
      String.raw`"Content-Encoding: nonce\0\x01"`,
      String.raw`"Content-Encoding: nonce\x01"`,
    ]],
  },
  hashes_the_secret_itself: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "A Diffie-Hellman secret is hashed before anything else.",
    says: "ecdh_secret <93 2a cb",
    edits: [[
      "const secret = await agree(keyPair.privateKey, receiver)",
      `let secret = await agree(keyPair.privateKey, receiver);
  secret = new Uint8Array(await subtle.digest("SHA-256", secret))`,
    ]],
  },
  keeps_one_key_pair: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "The board has one key pair, as for VAPID.",
    says: "in more than one of them",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
let own: Promise<CryptoKeyPair> | undefined;`,
    ], ["await makeKeyPair()", "await (own ??= makeKeyPair())"]],
  },
  keeps_one_salt: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception: "A salt is drawn when the program starts.",
    says: "in more than one of them",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
const ownSalt = crypto.getRandomValues(new Uint8Array(16));`,
    ], ["crypto.getRandomValues(new Uint8Array(16))", "ownSalt"]],
  },
  leaves_out_the_counter: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "HKDF is HMAC, twice.",
    says: "IKM <4b 89 58",
    edits: [["join(info, Uint8Array.of(1))", "info"], [
      String.raw`"Content-Encoding: aes128gcm\0\x01"`,
      String.raw`"Content-Encoding: aes128gcm\0"`,
    ], [
      String.raw`"Content-Encoding: nonce\0\x01"`,
      String.raw`"Content-Encoding: nonce\0"`,
    ]],
  },
  leaves_out_the_length_of_the_key: {
    caughtBy: "writes the header that a receiver needs",
    misconception:
      "A key of P-256 always has 65 bytes, so nobody has to say it.",
    says: "65 in one byte",
    edits: [["Uint8Array.of(0, 0, 16, 0, 65)", "Uint8Array.of(0, 0, 16, 0)"]],
  },
  leaves_the_header_to_the_request: {
    caughtBy: "writes the header that a receiver needs",
    misconception:
      "Salt and key go into headers of the request, and the body is the text, as in older drafts.",
    says: "the salt",
    edits: [[
      `const sizes = Uint8Array.of(0, 0, 16, 0, 65);
  const body = join(salt, sizes, sender, record);`,
      "const body = record;",
    ]],
  },
  looks_at_the_length_in_the_end: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "It is early enough before anything is sent.",
    says: "before anything is drawn or computed",
    edits: [[
      'if (plaintext.length > 3_993) throw new RangeError("Too long");',
      "",
    ], [
      "const body = join(salt, sizes, sender, record);",
      `const body = join(salt, sizes, sender, record);
  if (body.length > 4_096) throw new RangeError("Too long");`,
    ]],
  },
  mixes_auth_the_wrong_way_round: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "The ECDH secret is the key of the HMAC.",
    says: "PRK_key <4a 7a f7",
    edits: [[
      "hmac(decode(keys.auth), secret)",
      "hmac(secret, decode(keys.auth))",
    ]],
  },
  puts_its_own_key_first: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "Who sends comes first.",
    says: "IKM <4b 89 58",
    edits: [[
      String.raw`join(encoder.encode("WebPush: info\0"), receiver, sender)`,
      String.raw`join(encoder.encode("WebPush: info\0"), sender, receiver)`,
    ]],
  },
  puts_the_delimiter_behind_the_tag: {
    caughtBy: "ends the text with the delimiter of a last record",
    misconception:
      "The delimiter ends the record, so it stands behind all of it.",
    says: "do not open",
    edits: [[
      `const content = join(plaintext, Uint8Array.of(2));
  const record = await seal(content, cek, nonce);`,
      `const sealed = await seal(plaintext, cek, nonce);
  const record = join(sealed, Uint8Array.of(2));`,
    ]],
  },
  puts_the_delimiter_first: {
    caughtBy: "ends the text with the delimiter of a last record",
    misconception:
      "What a record is stands at its beginning, as the padding did in older drafts.",
    says: "02 behind it",
    edits: [[
      "join(plaintext, Uint8Array.of(2))",
      "join(Uint8Array.of(2), plaintext)",
    ]],
  },
  reads_base64: {
    caughtBy: "derives the key of any message",
    misconception: "base64url is base64.",
    says: "Failed to decode base64",
    edits: [[
      'return Uint8Array.fromBase64(text, { alphabet: "base64url" });',
      `const signs = text.replaceAll("-", "+");
  return Uint8Array.from(atob(signs), (sign) => sign.charCodeAt(0));`,
    ]],
  },
  refuses_the_longest: {
    caughtBy: "counts the bytes of the text, and refuses more than 3,993",
    misconception: "Less than 3,993 bytes.",
    says: "the body",
    edits: [["plaintext.length > 3_993", "plaintext.length >= 3_993"]],
  },
  says_nothing: {
    caughtBy: "says each value that it computes",
    misconception: "Observing is for debugging, and that is done.",
    says: "observe to be told salt <",
    edits: [
      ["const { observe = () => {} } = options;", ""],
      [
        `observe("salt", salt);
  observe("as_public", sender);`,
        "",
      ],
      ['observe("ecdh_secret", secret);', ""],
      ['observe("PRK_key", prkKey);', ""],
      ['observe("IKM", ikm);', ""],
      ['observe("PRK", prk);', ""],
      ['observe("CEK", cek);', ""],
      ['observe("NONCE", nonce);', ""],
      ['observe("body", body);', ""],
    ],
  },
  says_only_the_body: {
    caughtBy: "says each value that it computes",
    misconception: "What matters is the result.",
    says: "observe to be told salt <",
    edits: [
      [
        `observe("salt", salt);
  observe("as_public", sender);`,
        "",
      ],
      ['observe("ecdh_secret", secret);', ""],
      ['observe("PRK_key", prkKey);', ""],
      ['observe("IKM", ikm);', ""],
      ['observe("PRK", prk);', ""],
      ['observe("CEK", cek);', ""],
      ['observe("NONCE", nonce);', ""],
    ],
  },
  says_that_more_follows: {
    caughtBy: "ends the text with the delimiter of a last record",
    misconception: "The delimiter is 01.",
    says: "opens to",
    edits: [["Uint8Array.of(2)", "Uint8Array.of(1)"]],
  },
  says_the_record_as_body: {
    caughtBy: "says each value that it computes",
    misconception: "The body is what is encrypted.",
    says: "told as body",
    edits: [['observe("body", body)', 'observe("body", record)']],
  },
  swaps_salt_and_secret: {
    caughtBy: "derives every value of the RFC's example",
    misconception: "The secret is the key, and the salt is added to it.",
    says: "PRK <d3 df de",
    edits: [["hmac(salt, ikm)", "hmac(ikm, salt)"]],
  },
  takes_both_or_none: {
    caughtBy: "takes a known salt with a fresh key pair, and the reverse",
    misconception: "The two options belong together.",
    says: "that was given, and a fresh",
    edits: [[
      `const salt = options.salt ?? crypto.getRandomValues(new Uint8Array(16));
  const keyPair = options.keyPair ?? await makeKeyPair();`,
      `const given = options.salt && options.keyPair;
  const salt = given
    ? options.salt!
    : crypto.getRandomValues(new Uint8Array(16));
  const keyPair = given ? options.keyPair! : await makeKeyPair();`,
    ]],
  },
  takes_the_auth_secret_as_salt: {
    caughtBy: "draws a salt and a key pair for each message",
    misconception:
      "auth is 16 bytes that nobody knows, and a salt is just that.",
    says: "in more than one of them",
    edits: [[
      "crypto.getRandomValues(new Uint8Array(16))",
      "decode(keys.auth)",
    ]],
  },
  takes_the_key_for_the_nonce: {
    caughtBy: "derives every value of the RFC's example",
    misconception:
      "One derivation gives enough bytes for both: 16 for the key, 12 for the nonce.",
    says: "NONCE <e2 1f fd",
    edits: [[
      String
        .raw`const nonceInfo = encoder.encode("Content-Encoding: nonce\0\x01");
  const nonce = (await hmac(prk, nonceInfo)).slice(0, 12);`,
      "const nonce = (await hmac(prk, cekInfo)).slice(16, 28);",
    ]],
  },
  uses_a_pair_of_its_own: {
    caughtBy: "derives every value of the RFC's example",
    misconception:
      "The key pair that is told is the one that was given, whatever is used.",
    says: "ecdh_secret <93 2a cb",
    edits: [[
      "secret = await agree(keyPair.privateKey, receiver)",
      `own = await makeKeyPair();
  const secret = await agree(own.privateKey, receiver)`,
    ]],
  },
  writes_a_compressed_key: {
    caughtBy: "writes the header that a receiver needs",
    misconception: "The first half of a point says enough.",
    says: "65 in one byte",
    edits: [[
      `const sizes = Uint8Array.of(0, 0, 16, 0, 65);
  const body = join(salt, sizes, sender, record);`,
      `const half = sender.slice(0, 33);
  half[0] = 2 | (sender[64]! & 1);
  const sizes = Uint8Array.of(0, 0, 16, 0, 33);
  const body = join(salt, sizes, half, record);`,
    ]],
  },
  writes_the_key_of_the_receiver: {
    caughtBy: "writes the header that a receiver needs",
    misconception: "The header says for whom the message is.",
    says: "the sender's key",
    edits: [[
      "join(salt, sizes, sender, record)",
      "join(salt, sizes, receiver, record)",
    ]],
  },
  writes_the_size_of_the_record: {
    caughtBy: "writes the header that a receiver needs",
    misconception: "The record size is the size of the record.",
    says: "4,096 in four bytes",
    edits: [[
      "Uint8Array.of(0, 0, 16, 0, 65)",
      "Uint8Array.of(0, 0, record.length >> 8, record.length, 65)",
    ]],
  },
  writes_the_size_the_wrong_way_round: {
    caughtBy: "writes the header that a receiver needs",
    misconception: "Numbers have the byte order of the machine.",
    says: "the greatest first",
    edits: [[
      "Uint8Array.of(0, 0, 16, 0, 65)",
      "Uint8Array.of(0, 16, 0, 0, 65)",
    ]],
  },
  keeps_the_salt_that_was_given: {
    caughtBy: "makes each message by itself, whatever happens",
    misconception: "Options that were given once are the settings.",
    says: "which another message has too",
    edits: [[
      "const encoder = new TextEncoder();",
      `const encoder = new TextEncoder();
let given: Bytes | undefined;`,
    ], [
      "const salt = options.salt ?? crypto.getRandomValues(new Uint8Array(16));",
      `given = options.salt ?? given;
  const salt = given ?? crypto.getRandomValues(new Uint8Array(16));`,
    ]],
  },
});
