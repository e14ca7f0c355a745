import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/04_identify", { base: "in_one_go" }, {
  reads_claims_in_latin_1: {
    caughtBy: "believes a right line, however it is written",
    misconception: "atob gives the text that btoa was given.",
    says: "with the sub mailto:größer",
    edits: [[
      "said = JSON.parse(toText(decode(claims))) ?? {};",
      `const letters = Array.from(decode(claims), (byte) => String.fromCharCode(byte));
    said = JSON.parse(letters.join("")) ?? {};`,
    ]],
  },
  rounds_to_32_bits: {
    caughtBy: "writes and believes lines after 2038 too",
    misconception: "~~ rounds down.",
    says: "60 s from now",
    edits: [[
      "Math.floor(Date.now() / 1000) + lifetimeSeconds",
      "~~(Date.now() / 1000) + lifetimeSeconds",
    ]],
  },
  shares_the_claims: {
    caughtBy: "keeps lines apart that are written at once",
    misconception: "One line is written after the other.",
    says: "of call",
    edits: [
      ["const claims = encode(toBytes(", "claims = encode(toBytes("],
      [
        "export async function identify(",
        `let claims = "";

export async function identify(`,
      ],
    ],
  },
  asks_for_a_signature_again: {
    caughtBy: "answers 401 to silence and 403 to nonsense",
    misconception: "401 is what a wrong signature gets.",
    says: "403",
    edits: [[
      "if (options.publicKey && options.publicKey !== k) throw new VapidError(403);",
      "if (options.publicKey && options.publicKey !== k) throw new VapidError(401);",
    ], [
      "if (parts.length !== 3) throw new VapidError(403);",
      "if (parts.length !== 3) throw new VapidError(401);",
    ], [
      'if (alg !== "ES256") throw new VapidError(403);',
      'if (alg !== "ES256") throw new VapidError(401);',
    ], [
      `} catch {
    throw new VapidError(403);`,
      `} catch {
    throw new VapidError(401);`,
    ], [
      "if (!right) throw new VapidError(403);",
      "if (!right) throw new VapidError(401);",
    ], [
      "if (aud !== new URL(endpoint).origin) throw new VapidError(403);",
      "if (aud !== new URL(endpoint).origin) throw new VapidError(401);",
    ], [
      `if (typeof exp !== "number" || ahead <= 0 || ahead > 86_400) {
    throw new VapidError(403);`,
      `if (typeof exp !== "number" || ahead <= 0 || ahead > 86_400) {
    throw new VapidError(401);`,
    ]],
  },
  asks_nobody_for_whom_it_is: {
    caughtBy: "refuses what is meant for another service",
    misconception: "Signed is signed.",
    says: "aud is",
    edits: [[
      `authorization: string | null,
  endpoint: string,`,
      `authorization: string | null,
  _endpoint: string,`,
    ], [
      `const { aud, exp, sub } = said;
  if (aud !== new URL(endpoint).origin) throw new VapidError(403);`,
      "const { exp, sub } = said;",
    ]],
  },
  asks_nobody_whether_they_may: {
    caughtBy: "lets only its board write to a restricted subscription",
    misconception: "Well signed is welcome.",
    says: "begins in the same way",
    edits: [[
      "options: { publicKey?: string } = {}",
      "_options: { publicKey?: string } = {}",
    ], [
      "if (options.publicKey && options.publicKey !== k) throw new VapidError(403);",
      "",
    ]],
  },
  asks_only_those_who_say_it: {
    caughtBy: "refuses what is meant for another service",
    misconception: "What is not there cannot be wrong.",
    says: "aud is missing",
    edits: [[
      "aud !== new URL(endpoint).origin",
      "aud && aud !== new URL(endpoint).origin",
    ]],
  },
  asks_the_header_how_to_verify: {
    caughtBy: "refuses what k has not signed",
    misconception: "The header says how the token is to be verified.",
    says: String.raw`alg \"none\"`,
    edits: [['if (alg !== "ES256") throw new VapidError(403);', ""], [
      "right = await crypto.subtle.verify(",
      'right = alg === "none" || await crypto.subtle.verify(',
    ]],
  },
  believes_for_ever: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "Signed once, true for ever.",
    says: "exp is",
    edits: [[
      `const ahead = exp - Date.now() / 1000;
  if (typeof exp !== "number" || ahead <= 0 || ahead > 86_400) {`,
      'if (typeof exp !== "number") {',
    ]],
  },
  believes_that_json_is_an_object: {
    caughtBy: "answers 401 to silence and 403 to nonsense",
    misconception: "JSON is an object.",
    says: "null",
    edits: [[
      "JSON.parse(toText(decode(claims))) ?? {}",
      "JSON.parse(toText(decode(claims)))",
    ]],
  },
  compares_hosts: {
    caughtBy: "refuses what is meant for another service",
    misconception: "The host is the service.",
    says: "aud is",
    edits: [[
      "aud !== new URL(endpoint).origin",
      "!aud || !aud.includes(new URL(endpoint).host)",
    ]],
  },
  compares_the_header: {
    caughtBy: "believes a right line, however it is written",
    misconception: "Every header is written as mine is.",
    says: "without typ",
    edits: [[
      `const { alg } = JSON.parse(toText(decode(header)));
    if (alg !== "ES256") throw new VapidError(403);`,
      `if (toText(decode(header)) !== '{"typ":"JWT","alg":"ES256"}') {
      throw new VapidError(403);
    }`,
    ]],
  },
  compares_what_is_missing: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "Whatever is not too early and not too late is right.",
    says: "exp is missing",
    edits: [['typeof exp !== "number" || ahead <= 0', "ahead <= 0"]],
  },
  compares_with_milliseconds: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "Date.now() is now.",
    says: "exp is",
    edits: [["exp - Date.now() / 1000", "exp * 1000 - Date.now()"]],
  },
  counts_in_milliseconds: {
    caughtBy: "ends after as many seconds as it is told, 12 hours by default",
    misconception: "Times are in milliseconds.",
    says: "the claim exp",
    edits: [[
      "Math.floor(Date.now() / 1000) + lifetimeSeconds",
      "Date.now() + lifetimeSeconds * 1000",
    ]],
  },
  counts_on_three_parts: {
    caughtBy: "answers 401 to silence and 403 to nonsense",
    misconception: "A token has three parts.",
    says: "VapidError with the status 403",
    edits: [["if (parts.length !== 3) throw new VapidError(403);", ""]],
  },
  cuts_at_the_third_slash: {
    caughtBy: "names the origin of the push service",
    misconception: "An origin is all up to the third slash.",
    says: "443",
    edits: [[
      "aud = new URL(endpoint).origin",
      'aud = endpoint.split("/").slice(0, 3).join("/")',
    ]],
  },
  cuts_what_is_too_long: {
    caughtBy: "signs for a day at most",
    misconception: "A day is the most, so make it a day.",
    says: "RangeError",
    edits: [[
      `if (lifetimeSeconds <= 0 || lifetimeSeconds > 86_400) {
    throw new RangeError("A token lives for a day at most");
  }`,
      "",
    ], [
      "Math.floor(Date.now() / 1000) + lifetimeSeconds",
      `Math.floor(Date.now() / 1000) +
    Math.min(86_400, lifetimeSeconds)`,
    ]],
  },
  demands_a_contact: {
    caughtBy: "believes a right line, however it is written",
    misconception: "Without a contact there is nobody to believe.",
    says: "without sub",
    edits: [[
      `}
  if (!right) throw new VapidError(403);`,
      `}
  if (!said.sub) throw new VapidError(403);
  if (!right) throw new VapidError(403);`,
    ]],
  },
  ends_with_a_slash: {
    caughtBy: "names the origin of the push service",
    misconception: "The origin is the address of the root.",
    says: "the claim aud",
    edits: [[
      "aud = new URL(endpoint).origin",
      'aud = new URL("/", endpoint).href',
    ]],
  },
  forbids_silence: {
    caughtBy: "answers 401 to silence and 403 to nonsense",
    misconception: "403 is what those get who may not.",
    says: "401",
    edits: [["new VapidError(401)", "new VapidError(403)"]],
  },
  forgets_the_contact: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "The key says who it is.",
    says: "the claim sub",
    edits: [[
      "{ subject, publicKey, privateKey, lifetimeSeconds = 43_200 }",
      "{ publicKey, privateKey, lifetimeSeconds = 43_200 }",
    ], ["{ aud, exp, sub: subject }", "{ aud, exp }"]],
  },
  forgets_the_port: {
    caughtBy: "names the origin of the push service",
    misconception: "A service is its host.",
    says: "the claim aud",
    edits: [[
      "aud = new URL(endpoint).origin",
      "aud = `https://${new URL(endpoint).hostname}`",
    ]],
  },
  hashes_twice: {
    caughtBy: "signs in 64 bytes what stands before the second dot",
    misconception: "ECDSA signs a hash, so hash first.",
    says: "64 bytes that are none",
    edits: [[
      "input = toBytes(`${header}.${claims}`)",
      `input = await crypto.subtle.digest(
    "SHA-256",
    toBytes(\`\${header}.\${claims}\`),
  )`,
    ]],
  },
  is_generous: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "Clocks differ by some minutes.",
    says: "exp is",
    edits: [["ahead <= 0", "ahead <= -300"]],
  },
  keeps_its_key_to_itself: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "A key is nothing to show to strangers.",
    says: "as k",
    edits: [["`vapid t=${token}, k=${publicKey}`", "`vapid t=${token}`"]],
  },
  knows_its_own_lifetime: {
    caughtBy: "ends after as many seconds as it is told, 12 hours by default",
    misconception: "Twelve hours are twelve hours.",
    says: "the claim exp",
    edits: [[
      "Math.floor(Date.now() / 1000) + lifetimeSeconds",
      "Math.floor(Date.now() / 1000) + 43_200",
    ]],
  },
  knows_one_way_to_write_it: {
    caughtBy: "believes a right line, however it is written",
    misconception: "t comes first, then a comma and a space, then k.",
    says: "k first",
    edits: [[
      String
        .raw`const t = /^vapid\s(?:.*[\s,])?t=([^\s,]+)/i.exec(authorization)?.[1] ?? "";
  const k = /^vapid\s(?:.*[\s,])?k=([^\s,]+)/i.exec(authorization)?.[1] ?? "";`,
      String.raw`const [, t = "", k = ""] =
    /^vapid +t=([^\s,]+), k=([^\s,]+)$/i.exec(authorization) ?? [];`,
    ]],
  },
  leaves_the_fraction: {
    caughtBy: "ends after as many seconds as it is told, 12 hours by default",
    misconception: "A number is a number.",
    says: "the claim exp",
    edits: [["Math.floor(Date.now() / 1000)", "Date.now() / 1000"]],
  },
  looks_how_aud_begins: {
    caughtBy: "refuses what is meant for another service",
    misconception: "An endpoint begins with its origin.",
    says: "aud is",
    edits: [[
      "if (aud !== new URL(endpoint).origin) throw new VapidError(403);",
      `if (!String(aud).startsWith(new URL(endpoint).origin)) {
    throw new VapidError(403);
  }`,
    ]],
  },
  looks_how_the_endpoint_begins: {
    caughtBy: "refuses what is meant for another service",
    misconception: "The endpoint begins with what aud says.",
    says: "aud is",
    edits: [["aud !== new URL(endpoint).origin", "!endpoint.startsWith(aud)"]],
  },
  minds_only_the_future: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "A day at most, says the RFC.",
    says: "exp is",
    edits: [[
      'typeof exp !== "number" || ahead <= 0 || ahead > 86_400',
      'typeof exp !== "number" || ahead > 86_400',
    ]],
  },
  minds_only_the_past: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "A token that ends late does no harm.",
    says: "exp is",
    edits: [[
      'typeof exp !== "number" || ahead <= 0 || ahead > 86_400',
      'typeof exp !== "number" || ahead <= 0',
    ]],
  },
  minds_the_case: {
    caughtBy: "believes a right line, however it is written",
    misconception: "vapid is written in small letters.",
    says: "in capitals",
    edits: [[
      String.raw`/^vapid\s(?:.*[\s,])?t=([^\s,]+)/i.exec`,
      String.raw`/^vapid\s(?:.*[\s,])?t=([^\s,]+)/.exec`,
    ], [
      String.raw`/^vapid\s(?:.*[\s,])?k=([^\s,]+)/i.exec`,
      String.raw`/^vapid\s(?:.*[\s,])?k=([^\s,]+)/.exec`,
    ]],
  },
  names_the_endpoint: {
    caughtBy: "names the origin of the push service",
    misconception: "aud is the address that it is sent to.",
    says: "the claim aud",
    edits: [["aud = new URL(endpoint).origin", "aud = endpoint"]],
  },
  only_reads: {
    caughtBy: "refuses what k has not signed",
    misconception: "A token says what it says.",
    says: "claims that were changed",
    edits: [["let right = false;", ""], [
      "right = await crypto.subtle.verify(",
      "await crypto.subtle.verify(",
    ], ["if (!right) throw new VapidError(403);", ""]],
  },
  pads: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "base64url is base64 with two other letters.",
    says: "with nothing but letters, digits",
    edits: [[
      "bytes.toBase64(base64url)",
      'bytes.toBase64({ alphabet: "base64url" })',
    ], [
      "encode(point.slice(1, 33))",
      'encode(point.slice(1, 33)).replace(/=+$/, "")',
    ], [
      "encode(point.slice(33, 65))",
      'encode(point.slice(33, 65)).replace(/=+$/, "")',
    ]],
  },
  remembers_whom_it_believed: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "What was verified once need not be verified again.",
    says: "a second after its exp",
    edits: [[
      `return \`vapid t=\${token}, k=\${publicKey}\`;
}`,
      `return \`vapid t=\${token}, k=\${publicKey}\`;
}

const believed = new Map<string, { sub?: string; exp: number }>();`,
    ], [
      "if (authorization === null) throw new VapidError(401);",
      `if (authorization === null) throw new VapidError(401);
  const before = believed.get(authorization);
  if (before) return before;`,
    ], [
      `}
  return { sub, exp };`,
      `}
  believed.set(authorization, { sub, exp });
  return { sub, exp };`,
    ]],
  },
  rounds_up: {
    caughtBy: "signs for a day at most",
    misconception: "Better a little too long than too short.",
    says: "at most 86,400 s ahead",
    edits: [["Math.floor", "Math.ceil"]],
  },
  says_how_long: {
    caughtBy: "ends after as many seconds as it is told, 12 hours by default",
    misconception: "exp is how long it lives.",
    says: "the claim exp",
    edits: [[
      "Math.floor(Date.now() / 1000) + lifetimeSeconds",
      "lifetimeSeconds",
    ]],
  },
  shows_the_wrong_key: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "The service wants half of the point only: x is the key.",
    says: "k=",
    edits: [["publicKey}`", "x}`"]],
  },
  signs_for_ever: {
    caughtBy: "signs for a day at most",
    misconception: "The caller knows for how long.",
    says: "RangeError",
    edits: [[
      `if (lifetimeSeconds <= 0 || lifetimeSeconds > 86_400) {
    throw new RangeError("A token lives for a day at most");
  }`,
      "",
    ]],
  },
  signs_once: {
    caughtBy: "ends after as many seconds as it is told, 12 hours by default",
    misconception: "A signature is expensive: keep it for next time.",
    says: "the claim exp",
    edits: [[
      "const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);",
      `const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const written = new Map<string, string>();`,
    ], [
      "const aud = new URL(endpoint).origin;",
      `const aud = new URL(endpoint).origin;
  const before = written.get(aud);
  if (before) return before;`,
    ], [
      "return `vapid t=${token}, k=${publicKey}`;",
      `const line = \`vapid t=\${token}, k=\${publicKey}\`;
  written.set(aud, line);
  return line;`,
    ]],
  },
  signs_the_claims_alone: {
    caughtBy: "signs in 64 bytes what stands before the second dot",
    misconception: "The claims are what matters.",
    says: "the signature of the claims alone",
    edits: [[
      "input = toBytes(`${header}.${claims}`)",
      "input = toBytes(claims)",
    ]],
  },
  signs_the_json: {
    caughtBy: "signs in 64 bytes what stands before the second dot",
    misconception: "What is signed is what is meant, before it is encoded.",
    says: "the signature of the JSON",
    edits: [[
      "input = toBytes(`${header}.${claims}`)",
      `input = new Uint8Array([
    ...decode(header),
    ...toBytes("."),
    ...decode(claims),
  ])`,
    ]],
  },
  signs_what_has_ended: {
    caughtBy: "signs for a day at most",
    misconception: "Only too long is wrong.",
    says: "RangeError",
    edits: [[
      "lifetimeSeconds <= 0 || lifetimeSeconds > 86_400",
      "lifetimeSeconds > 86_400",
    ]],
  },
  speaks_of_no_algorithm: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "The services know that it is ES256.",
    says: "the header",
    edits: [['{ typ: "JWT", alg: "ES256" }', '{ typ: "JWT" }']],
  },
  takes_a_text_for_a_number: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "A number in quotes is a number.",
    says: String.raw`exp is \"`,
    edits: [[
      'typeof exp !== "number" || ahead <= 0 || ahead > 86_400',
      `
    Number.isNaN(Number(exp)) || exp === null || ahead <= 0 || ahead > 86_400
  `,
    ]],
  },
  takes_the_key_for_a_secret: {
    caughtBy: "refuses what k has not signed",
    misconception: "HS256 is verified with the key too.",
    says: "HS256",
    edits: [
      [
        "export interface IdentifyOptions {",
        `import { createHmac } from "node:crypto";

export interface IdentifyOptions {`,
      ],
      ['if (alg !== "ES256") throw new VapidError(403);', ""],
      [
        `toBytes(\`\${header}.\${claims}\`),
    );`,
        `toBytes(\`\${header}.\${claims}\`),
    );
    if (alg === "HS256") {
      const hmac = createHmac("sha256", decode(k));
      hmac.update(\`\${header}.\${claims}\`);
      right = hmac.digest("base64url") === signature;
    }`,
      ],
    ],
  },
  throws_what_comes: {
    caughtBy: "answers 401 to silence and 403 to nonsense",
    misconception: "An error is an error, whatever its name.",
    says: "VapidError with the status 403",
    edits: [[
      `} catch {
    throw new VapidError(403);`,
      `} catch (error) {
    throw error;`,
    ]],
  },
  verifies_only_where_there_is_a_signature: {
    caughtBy: "refuses what k has not signed",
    misconception: "Without a signature there is nothing to verify.",
    says: String.raw`alg \"none\"`,
    edits: [['alg !== "ES256"', "alg === undefined"], [
      "right = await crypto.subtle.verify(",
      'right = signature === "" || await crypto.subtle.verify(',
    ]],
  },
  wraps_its_signature: {
    caughtBy: "signs in 64 bytes what stands before the second dot",
    misconception: "A signature is what the crypto library returns.",
    says: "wrapped in ASN.1",
    edits: [[
      "export interface IdentifyOptions {",
      `import { createPrivateKey, sign } from "node:crypto";

export interface IdentifyOptions {`,
    ], [
      `const key = await crypto.subtle.importKey(
    "jwk",
    { kty: "EC", crv: "P-256", x, y, d: privateKey },
    algorithm,
    false,
    ["sign"],
  );`,
      `const key = createPrivateKey({
    key: { kty: "EC", crv: "P-256", x, y, d: privateKey },
    format: "jwk",
  });`,
    ], [
      "await crypto.subtle.sign(algorithm, key, input)",
      'sign("sha256", input, key)',
    ]],
  },
  writes_base64: {
    caughtBy: "writes a token and a key, in base64url without padding",
    misconception: "btoa writes what the web reads.",
    says: "with nothing but letters, digits",
    edits: [[
      "token = `${header}.${claims}.${encode(new Uint8Array(signature))}`",
      `last = btoa(String.fromCharCode(...new Uint8Array(signature)));
  const token = \`\${header}.\${claims}.\${last.replaceAll("=", "")}\``,
    ]],
  },
  believes_what_it_has_believed: {
    caughtBy: "believes a line where and as long as it holds, whatever happens",
    misconception: "A signature that was right stays right.",
    says: "VapidError with the status 403, for line",
    edits: [[
      "export async function verify(",
      `const believed = new Map<string, { sub?: string; exp: number }>();

export async function verify(
  authorization: string | null,
  endpoint: string,
  options: { publicKey?: string } = {},
): Promise<{ sub?: string; exp: number }> {
  const key = JSON.stringify([authorization, endpoint, options.publicKey]);
  const said = believed.get(key) ??
    await lookAt(authorization, endpoint, options);
  believed.set(key, said);
  return said;
}

async function lookAt(`,
    ]],
  },
  writes_one_line_for_each_service: {
    caughtBy: "believes a line where and as long as it holds, whatever happens",
    misconception: "A line that holds for hours need not be signed again.",
    says: "the claims",
    edits: [[
      "export async function identify(",
      `const written = new Map<string, Promise<string>>();

export function identify(
  endpoint: string,
  options: IdentifyOptions,
): Promise<string> {
  const { origin } = new URL(endpoint);
  const key = JSON.stringify([origin, options]);
  const line = written.get(key) ?? write(endpoint, options);
  written.set(key, line);
  return line;
}

async function write(`,
    ]],
  },
  finds_names_behind_a_hyphen: {
    caughtBy: "believes a right line, however it is written",
    misconception: "A name begins where a word begins.",
    says: "with names that end in t and k",
    edits: [
      [String.raw`(?:.*[\s,])?t=`, String.raw`.*?\bt=`],
      [String.raw`(?:.*[\s,])?k=`, String.raw`.*?\bk=`],
    ],
  },
  looks_how_the_key_begins: {
    caughtBy: "lets only its board write to a restricted subscription",
    misconception: "A key is told by its first letters.",
    says: "a key that begins in the same way",
    edits: [[
      "options.publicKey !== k",
      "options.publicKey.slice(0, 43) !== k.slice(0, 43)",
    ]],
  },
  takes_a_list_of_one_for_a_number: {
    caughtBy: "refuses what has ended, and what does not end within a day",
    misconception: "What can be compared with a number is one.",
    says: "exp is [",
    edits: [[
      'typeof exp !== "number" || ahead <= 0',
      `
    !exp || typeof exp === "string" || Number.isNaN(ahead) || ahead <= 0`,
    ]],
  },
  compares_origins: {
    caughtBy: "refuses what is meant for another service",
    misconception: "Two addresses of one origin are one aud.",
    says: "aud is",
    edits: [[
      "aud !== new URL(endpoint).origin",
      "URL.parse(aud)?.origin !== new URL(endpoint).origin",
    ]],
  },
});
