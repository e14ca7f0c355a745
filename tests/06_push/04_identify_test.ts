import { createHmac } from "node:crypto";
import {
  bytesOfBase64,
  type Call,
  demand,
  describeJson,
  exam,
  type FunctionScene,
  membersOf,
  message,
  own,
  type Random,
  readJson,
  textOf,
  wholeText,
} from "exam";
import { lineExamples, lineStep, playLines } from "./_04_story.ts";
import { drawnKeys, type Keys, mirrored } from "./_subscribers.ts";
import { encoded, isSigned, lineOf, signatureOf, tokenOf } from "./_tokens.ts";

const check = exam("06_push/04_identify", "function");

const DAY_SECONDS = 86_400;

/** Virtual time at the beginning of a check, in ms since 1970. */
const EPOCH_MS = message(0).at;

/** Now, in whole seconds since 1970. */
function nowSeconds({ clock }: FunctionScene): number {
  return Math.floor((EPOCH_MS + clock.now) / 1_000);
}

function drawnSubject(random: Random): string {
  const name = random.text();
  return random.pick([
    `mailto:${name}@example.org`,
    `https://${name}.example/`,
  ]);
}

/** An endpoint, and the origin that it has. */
function drawnEndpoint(random: Random): { endpoint: string; origin: string } {
  const origin = `https://${random.text()}.example`;
  return { origin, endpoint: `${origin}/wpush/v2/${random.text()}` };
}

/** What `identify` has written, taken to pieces. */
interface Line {
  readonly text: string;
  readonly parts: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly k: string;
}

/** Calls `identify`, and reads what it writes. */
async function identified(
  scene: FunctionScene,
  endpoint: string,
  options: Record<string, unknown>,
): Promise<Line> {
  const { callee, expect } = scene;
  const call = await callee.call(endpoint, options);
  const text = call.result;
  expect(typeof text === "string", {
    expected: "a text: vapid t=…, k=…",
    got: ending(call),
  });
  return demand(
    read(wholeText(text)),
    "vapid t=…, k=…, with three parts in t of which two are JSON",
    textOf(text),
  );
}

function read(text: string): Line | undefined {
  const [, list = ""] = /^vapid (.*)$/i.exec(text) ?? [];
  const value = (name: string) =>
    list.split(/, */).find((pair) => pair.startsWith(`${name}=`))?.slice(2);
  const parts = value("t")?.split(".") ?? [];
  const claims = readJson(decoded(parts[1] ?? ""));
  if (claims === undefined || parts.length !== 3) return undefined;
  const k = value("k") ?? "";
  return { text, parts, claims: membersOf(claims), k };
}

function bytesOf(base64url: string): Uint8Array {
  // Whether the alphabet and the end are right is judged by itself.
  const plain = base64url.replaceAll("+", "-").replaceAll("/", "_");
  return bytesOfBase64(plain, "base64url") ?? new Uint8Array();
}

function decoded(base64url: string): string {
  return new TextDecoder().decode(bytesOf(base64url));
}

/** How a call ended, in a few words. */
function ending({ outcome }: Call): string {
  if (outcome === undefined) return "no end";
  if ("value" in outcome) return `the result ${describeJson(outcome.value)}`;
  const { name, message, members: { status } } = outcome;
  const with_ = status === undefined ? "" : ` with the status ${status}`;
  return `${name}${with_} (${message})`;
}

/** A line for `verify`. */
interface Attempt {
  /** What is special about it, for the report. */
  readonly what: string;
  readonly line: string | null;
  readonly endpoint: string;
  readonly options?: Record<string, unknown>;
}

/** Shows each line to `verify`; reports the first that is not judged as it has to be. */
async function expectVerified(
  { callee, expect, forget }: FunctionScene,
  attempts: readonly Attempt[],
  expected: string,
  isRight: (call: Call, attempt: Attempt) => boolean,
): Promise<void> {
  const show = ({ line, endpoint, options = {} }: Attempt) =>
    callee.callNamed("verify", line, endpoint, options);
  const calls = await Promise.all(attempts.map(show));
  const wrong = calls.findIndex((call, index) =>
    !isRight(call, own(attempts, index))
  );
  if (wrong === -1) return;
  // Once more, so that the report tells of nothing else.
  forget();
  const attempt = own(attempts, wrong);
  const again = await show(attempt);
  expect(isRight(again, attempt), {
    expected: `${expected}: ${attempt.what}`,
    got: ending(again),
  });
}

async function expectRefused(
  scene: FunctionScene,
  attempts: readonly Attempt[],
  ...statuses: number[]
): Promise<void> {
  const allowed = statuses.length === 0 ? [403] : statuses;
  const expected = `VapidError with the status ${allowed.join(" or ")}`;
  await expectVerified(
    scene,
    attempts,
    expected,
    ({ outcome }) =>
      outcome !== undefined && "name" in outcome &&
      outcome.name === "VapidError" &&
      allowed.includes(Number(outcome.members.status)),
  );
}

/** Whoever never reads the header may believe a line with a strange one. */
async function expectNoOtherError(
  scene: FunctionScene,
  attempts: readonly Attempt[],
): Promise<void> {
  const expected = "VapidError with the status 403, or what was signed";
  await expectVerified(
    scene,
    attempts,
    expected,
    ({ outcome }) =>
      outcome !== undefined && ("value" in outcome ||
        (outcome.name === "VapidError" && outcome.members.status === 403)),
  );
}

async function expectBelieved(
  scene: FunctionScene,
  attempts: readonly Attempt[],
  claims: { readonly exp: number; readonly sub?: string },
): Promise<void> {
  const { exp, sub = null } = claims;
  const expected = `{ sub: ${JSON.stringify(sub)}, exp: ${exp} }`;
  await expectVerified(scene, attempts, expected, ({ result }) => {
    const told = membersOf(result);
    return told.exp === exp && (told.sub ?? null) === sub;
  });
}

/** Keys, an endpoint, and claims that are right for it. */
function drawnSender(scene: FunctionScene) {
  const { random } = scene;
  const { endpoint, origin } = drawnEndpoint(random);
  const exp = nowSeconds(scene) + random.integer(600, 80_000);
  const claims = { aud: origin, exp, sub: drawnSubject(random) };
  return { endpoint, claims, keys: drawnKeys(random) };
}

check("writes a token and a key, in base64url without padding", {
  heading: "Write the line",
  why:
    "base64 has + and / and = in it, each of which means something else in a header. And without k nobody can verify anything.",
  norm: "RFC 8292 §3",
}, async (scene) => {
  const { random, expect } = scene;
  for (let length = 0; length < 6; length++) {
    const keys = drawnKeys(random);
    const subject = length === 0
      ? `mailto:größer.${random.text()}@例え.example`
      : drawnSubject(random) + "x".repeat(length);
    const { endpoint } = drawnEndpoint(random);
    const line = await identified(scene, endpoint, { subject, ...keys });
    const [encodedHeader = ""] = line.parts;
    const header = decoded(encodedHeader);
    const { typ, alg } = membersOf(readJson(header));
    expect(typ === "JWT" && alg === "ES256", {
      expected: 'the header {"typ":"JWT","alg":"ES256"}',
      got: header || encodedHeader,
    });
    const places = line.parts.map((text, index) => ({
      part: `part ${index + 1} of t`,
      text,
    }));
    for (const { part, text } of [...places, { part: "k", text: line.k }]) {
      expect(/^[\w-]+$/.test(text), {
        expected:
          `base64url as ${part}, with nothing but letters, digits, - and _`,
        got: text,
      });
    }
    expect(line.k === keys.publicKey, {
      expected: `k=${keys.publicKey}`,
      got: `k=${line.k}`,
    });
    expect(line.claims.sub === subject, {
      expected: `the claim sub: ${subject}`,
      got: `${line.claims.sub}`,
    });
  }
});

check("signs in 64 bytes what stands before the second dot", {
  heading: "Sign in 64 bytes",
  why:
    "An ECDSA signature is two numbers. JWS puts them one behind the other; OpenSSL wraps them in ASN.1, and what it writes is 70 to 72 bytes that no push service takes.",
  norm: "RFC 7518 §3.4",
}, async (scene) => {
  const { random, expect } = scene;
  for (let round = 0; round < 3; round++) {
    const keys = drawnKeys(random);
    const subject = drawnSubject(random);
    const { endpoint } = drawnEndpoint(random);
    const { parts } = await identified(scene, endpoint, { subject, ...keys });
    const signed = parts.slice(0, 2).join(".");
    const signature = bytesOf(parts[2] ?? "");
    expect(signature.length === 64, {
      expected: "a signature of 64 bytes",
      got: isSigned(signed, signature, keys, "der")
        ? `${signature.length} bytes: a right signature, wrapped in ASN.1 (DER)`
        : `${signature.length} bytes`,
    });
    expect(isSigned(signed, signature, keys), {
      expected: `the signature of ${signed} by this private key`,
      got: signedInstead(parts, signature, keys),
    });
  }
});

check("keeps lines apart that are written at once", {
  heading: "Write the line",
  why:
    "A board writes to many services at once, and signing is waited for. What two lines share, one of them finds changed when it goes on.",
}, async (scene) => {
  const { random, callee, expect } = scene;
  const all = Array.from({ length: 8 }, () => ({
    ...drawnEndpoint(random),
    keys: drawnKeys(random),
    sub: drawnSubject(random),
    lifetimeSeconds: random.integer(1, DAY_SECONDS),
  }));
  const calls = await Promise.all(
    all.map(({ endpoint, keys, sub, lifetimeSeconds }) =>
      callee.call(endpoint, { subject: sub, lifetimeSeconds, ...keys })
    ),
  );
  for (const [place, { origin, keys, sub, lifetimeSeconds }] of all.entries()) {
    const call = own(calls, place);
    const line = demand(
      read(wholeText(call.result)),
      "vapid t=…, k=…",
      ending(call),
    );
    const { aud, sub: said, exp } = line.claims;
    const want = [origin, sub, keys.publicKey];
    expect([aud, said, line.k].join() === want.join(), {
      expected: `aud, sub and k of call ${place + 1}: ${want.join(", ")}`,
      got: [aud, said, line.k].map(textOf).join(", "),
    });
    const wanted = nowSeconds(scene) + lifetimeSeconds;
    expect(Math.abs(Number(exp) - wanted) <= 1, {
      expected: `the exp of call ${place + 1}: ${wanted}`,
      got: describeJson(exp),
    });
    const [header, claims, signature = ""] = line.parts;
    expect(isSigned(`${header}.${claims}`, bytesOf(signature), keys), {
      expected: `the signature of call ${place + 1} by its own key`,
      got: "another one",
    });
  }
});

/** What else was signed, where that can be told. */
function signedInstead(
  [header = "", claims = ""]: readonly string[],
  signature: Uint8Array,
  keys: Keys,
): string {
  const others = {
    "the claims alone": claims,
    "the JSON of both parts": `${decoded(header)}.${decoded(claims)}`,
    "the JSON of the claims": decoded(claims),
  };
  const found = Object.entries(others)
    .find(([, text]) => isSigned(text, signature, keys));
  return found ? `the signature of ${found[0]}` : "64 bytes that are none";
}

check("names the origin of the push service", {
  heading: "Name the service",
  why:
    "With its path, aud is different for each subscription and the same for no service; with the board's own address, anybody can use the token anywhere.",
  norm: "RFC 8292 §2",
}, async (scene) => {
  const { random, expect } = scene;
  const host = `${random.text()}.example`;
  const port = random.integer(1_024, 65_535);
  const path = `/wpush/v2/${random.text()}`;
  const origins = {
    [`https://${host}${path}?token=${random.text()}`]: `https://${host}`,
    [`https://${host}:${port}${path}`]: `https://${host}:${port}`,
    [`https://${host}:443${path}`]: `https://${host}`,
    [`https://${host.toUpperCase()}/`]: `https://${host}`,
    [`http://127.0.0.1:${port}${path}`]: `http://127.0.0.1:${port}`,
  };
  for (const [endpoint, origin] of Object.entries(origins)) {
    const given = { subject: drawnSubject(random), ...drawnKeys(random) };
    const { claims } = await identified(scene, endpoint, given);
    expect(claims.aud === origin, {
      expected: `the claim aud: ${origin}, for the endpoint ${endpoint}`,
      got: `${claims.aud}`,
    });
  }
});

check("ends after as many seconds as it is told, 12 hours by default", {
  heading: "End within a day",
  why:
    "Date.now() counts milliseconds, and exp seconds: a token in milliseconds ends in tens of thousands of years, and every push service refuses it.",
  norm: "RFC 7519 §4.1.4",
}, async (scene) => {
  const { clock, random, expect } = scene;
  const { endpoint } = drawnEndpoint(random);
  const given = { subject: drawnSubject(random), ...drawnKeys(random) };
  const drawn = () => random.integer(2, DAY_SECONDS);
  for (const lifetimeSeconds of [undefined, drawn(), undefined, 1]) {
    const options = lifetimeSeconds === undefined ? {} : { lifetimeSeconds };
    const line = await identified(scene, endpoint, { ...given, ...options });
    const { exp } = line.claims;
    const want = nowSeconds(scene) + (lifetimeSeconds ?? 43_200);
    const right = Number.isInteger(exp) && Math.abs(Number(exp) - want) <= 1;
    expect(right, {
      expected: `the claim exp: ${want}, ${
        lifetimeSeconds ?? 43_200
      } s from now`,
      got: describeJson(exp) ?? "none",
    });
    await clock.advance(random.integer(1, 90_000_000));
  }
});

check("writes and believes lines after 2038 too", {
  heading: "End within a day",
  why:
    "On January 19th 2038 the seconds since 1970 are more than 31 bits hold: whoever rounds with | 0 or ~~ writes tokens that have ended 136 years before.",
  norm: "RFC 7519 §2",
}, async (scene) => {
  const { clock, random, expect } = scene;
  await clock.advance(13 * 366 * 86_400_000 + random.integer(1, 999));
  const { endpoint, claims, keys } = drawnSender(scene);
  const given = { subject: claims.sub, ...keys, lifetimeSeconds: 60 };
  const line = await identified(scene, endpoint, given);
  const want = nowSeconds(scene) + 60;
  expect(line.claims.exp === want, {
    expected: `the claim exp: ${want}, 60 s from now`,
    got: describeJson(line.claims.exp) ?? "none",
  });
  const attempt = { what: "a line of 2038 or later", endpoint };
  const right = lineOf({ keys, claims });
  await expectBelieved(scene, [{ ...attempt, line: right }], claims);
  const exp = nowSeconds(scene) - 1;
  const ended = lineOf({ keys, claims: { ...claims, exp } });
  await expectRefused(scene, [{ ...attempt, line: ended }]);
});

check("signs for a day at most", {
  heading: "End within a day",
  why:
    "24 hours are the limit of the push service, and one part of a second more is over it: who rounds up is refused.",
  norm: "RFC 8292 §2",
}, async (scene) => {
  const { callee, clock, random, expect } = scene;
  const { endpoint } = drawnEndpoint(random);
  const given = { subject: drawnSubject(random), ...drawnKeys(random) };
  for (let round = 0; round < 3; round++) {
    const options = { ...given, lifetimeSeconds: DAY_SECONDS };
    const { claims } = await identified(scene, endpoint, options);
    const ahead = Number(claims.exp) - (EPOCH_MS + clock.now) / 1_000;
    expect(ahead <= DAY_SECONDS && ahead > DAY_SECONDS - 1, {
      expected: "an exp at most 86,400 s ahead, and less than a second before",
      got: `one that is ${ahead} s ahead`,
    });
    await clock.advance(
      random.integer(1, 9) * 1_000 + random.integer(501, 998),
    );
  }
  const over = random.integer(DAY_SECONDS + 2, 10 * DAY_SECONDS);
  for (const lifetimeSeconds of [DAY_SECONDS + 1, over, 0, -1]) {
    const options = { ...given, lifetimeSeconds };
    const call = await callee.call(endpoint, options);
    await call.expectError("RangeError");
  }
});

check("believes a right line, however it is written", {
  heading: "Believe what is signed",
  why:
    "Schemes and parameter names have no case, parameters no order, and JSON no one way to be written. Other boards write other lines than yours.",
  norm: "RFC 9110 §11.2",
}, async (scene) => {
  const { random } = scene;
  const { endpoint, claims, keys } = drawnSender(scene);
  const { publicKey: k } = keys;
  const t = tokenOf({ keys, claims });
  const { aud, exp, sub } = claims;
  const more = {
    ...{ sub, iat: nowSeconds(scene), exp, aud, jti: random.text() },
    ...{ constructor: 1, hasOwnProperty: random.text() },
  };
  const spaced = { keys, claims: JSON.stringify(claims, undefined, 2) };
  const header = { alg: "ES256" };
  const ways = {
    "as in the RFC": `vapid t=${t}, k=${k}`,
    "the scheme in capitals": `VAPID t=${t}, k=${k}`,
    "the names in capitals": `Vapid T=${t}, K=${k}`,
    "k first": `vapid k=${k}, t=${t}`,
    "without spaces": `vapid t=${t},k=${k}`,
    "with more spaces and a third parameter": `vapid  t=${t} ,  v=1,  k=${k}`,
    "with parameters that objects have as members":
      `vapid constructor=1, t=${t}, toString=2, k=${k}, __proto__=3`,
    "with names that end in t and k":
      `vapid x-t=1, at=2, t=${t}, x.k=3, k-=4, k=${k}`,
    "with more claims, in another order": lineOf({ keys, claims: more }),
    "with JSON on several lines": lineOf(spaced),
    "without typ": lineOf({ keys, claims, header }),
  };
  const attempts = Object.entries(ways).map(([what, line]) => ({
    what,
    line,
    endpoint,
  }));
  // An origin has no usual port and no capitals, however the endpoint is written.
  const { host } = new URL(aud);
  const endpoints = [`${host}:443`, host.toUpperCase()].map((written) =>
    endpoint.replace(host, written)
  );
  attempts.push(...endpoints.map((endpoint) => ({
    what: `for the endpoint ${endpoint}`,
    line: `vapid t=${t}, k=${k}`,
    endpoint,
  })));
  await expectBelieved(scene, attempts, claims);
  const line = lineOf({ keys, claims: { aud, exp } });
  const what = "without sub";
  await expectBelieved(scene, [{ what, line, endpoint }], { exp });
  // JSON is UTF-8, and no letter is another one.
  for (const letters of ["größer", "e\u0301", "日本\u{1f4ef}", "\ufeffa"]) {
    const claims = { aud, exp, sub: `mailto:${letters}@例え.example` };
    const line = lineOf({ keys, claims });
    const what = `with the sub ${claims.sub}`;
    await expectBelieved(scene, [{ what, line, endpoint }], claims);
  }
});

check("refuses what k has not signed", {
  heading: "Refuse what anybody could have written",
  why:
    "Reading claims is easy, and so is writing them. Only the signature makes them true, and whoever follows the header's alg lets the stranger choose how to be verified.",
  norm: "RFC 8725 §3.1",
}, async (scene) => {
  const { endpoint, claims, keys } = drawnSender(scene);
  const { publicKey: k } = keys;
  const other = drawnKeys(scene.random);
  const [header = "", said = "", signature = ""] = tokenOf({ keys, claims })
    .split(".");
  const changed = encoded({ ...claims, sub: "mailto:eve@example.org" });
  const signed = `${header}.${said}`;
  const unsigned = (alg: string) => `${encoded({ typ: "JWT", alg })}.${said}`;
  const hmac = createHmac("sha256", bytesOf(k)).update(unsigned("HS256"))
    .digest("base64url");
  const json = signatureOf(`${decoded(header)}.${decoded(said)}`, keys);
  const flipped = bytesOf(signature);
  const at = scene.random.integer(0, 63);
  flipped[at] = own(flipped, at) ^ 1;
  const tokens = {
    "claims that were changed": `${header}.${changed}.${signature}`,
    "another header": `${encoded({ alg: "ES256" })}.${said}.${signature}`,
    "one bit of the signature changed": `${signed}.${base64url(flipped)}`,
    "the signature of somebody else": tokenOf({ keys: other, claims }),
    'alg "none" and an empty signature': `${unsigned("none")}.`,
    'alg "none" and no signature': unsigned("none"),
    'alg "HS256", with k as the secret': `${unsigned("HS256")}.${hmac}`,
    "no signature": `${signed}.`,
    "a signature of 64 zeros": `${signed}.${base64url(new Uint8Array(64))}`,
    "a signature in ASN.1": `${signed}.${signatureOf(signed, keys, "der")}`,
    "the JSON signed instead of its base64url": `${signed}.${json}`,
  };
  const attempts = Object.entries(tokens).map(([what, token]) => ({
    what,
    line: `vapid t=${token}, k=${k}`,
    endpoint,
  }));
  await expectRefused(scene, attempts);
});

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

check("refuses what is meant for another service", {
  heading: "Refuse what is meant for others",
  why:
    "A service that takes tokens for others can use every token it gets: it writes to the others' people in the board's name.",
  norm: "RFC 8292 §2",
}, async (scene) => {
  const { random } = scene;
  const { endpoint, claims, keys } = drawnSender(scene);
  const { aud } = claims;
  const { host } = new URL(aud);
  const others = [
    `https://${random.text()}.example`,
    endpoint,
    `${aud}/`,
    `${aud}.evil.example`,
    `${aud}:8443`,
    `${aud}:443`,
    `${aud}/?`,
    aud.toUpperCase(),
    ` ${aud}`,
    `https://push.${host}`,
    `http://${host}`,
    host,
    undefined,
  ];
  const attempts = others.map((aud) => ({
    what: `aud is ${aud ?? "missing"}, and the endpoint ${endpoint}`,
    line: lineOf({ keys, claims: { ...claims, aud } }),
    endpoint,
  }));
  await expectRefused(scene, attempts);
});

check("refuses what has ended, and what does not end within a day", {
  heading: "Refuse what has ended",
  why:
    "A token that was overheard is good until it ends, so it has to end, and soon. undefined < now is false, and so is every comparison with a text that is no number.",
  norm: "RFC 8292 §4.2",
}, async (scene) => {
  const { clock, random } = scene;
  const { endpoint, claims, keys } = drawnSender(scene);
  const now = nowSeconds(scene);
  const shown = (exp: unknown): Attempt => ({
    what: `exp is ${JSON.stringify(exp) ?? "missing"}, and now it is ${now}`,
    line: lineOf({ keys, claims: { ...claims, exp } }),
    endpoint,
  });
  const past = [now - 1, now - random.integer(2, 99_999), 0];
  const late = [1, 2, 29 * DAY_SECONDS].map((more) => now + DAY_SECONDS + more);
  const inMs = 1_000 * (now + 3_600);
  const soon = now + 3_600;
  const noNumbers = [undefined, null, `${soon}`, "soon", [soon], true, {}];
  await expectRefused(scene, [...past, ...late, inMs, ...noNumbers].map(shown));
  const exps = [1, 2, DAY_SECONDS - 1, DAY_SECONDS].map((more) => now + more);
  for (const exp of exps) {
    await expectBelieved(scene, [shown(exp)], {
      ...claims,
      exp,
    });
  }
  // What was believed once is believed as long as it lasts.
  const line = lineOf({ keys, claims });
  const again = { what: "shown for the second time", line, endpoint };
  await expectBelieved(scene, [again], claims);
  await clock.advance((claims.exp - now) * 1_000 - 1_500);
  await expectBelieved(scene, [again], claims);
  await clock.advance(2_500);
  const ended = { ...again, what: "shown again, a second after its exp" };
  await expectRefused(scene, [ended]);
});

check("lets only its board write to a restricted subscription", {
  heading: "Hold to the key of the subscription",
  why:
    "Anybody can make a key and sign with it. That a line is well signed says who it is from, not that they may.",
  norm: "RFC 8292 §4.2",
}, async (scene) => {
  const { random } = scene;
  const { endpoint, claims, keys } = drawnSender(scene);
  const line = lineOf({ keys, claims });
  const other = drawnKeys(random);
  const own = {
    what: "the key of this subscription",
    line,
    endpoint,
    options: { publicKey: keys.publicKey },
  };
  await expectBelieved(scene, [own], claims);
  const { publicKey } = other;
  const options = { publicKey };
  const token = tokenOf({ keys, claims });
  const twin = mirrored(keys);
  await expectRefused(scene, [
    {
      what: "well signed, with a key that begins in the same way",
      line: lineOf({ keys: twin, claims }),
      endpoint,
      options: own.options,
    },
    { what: "well signed, with another key", line, endpoint, options },
    {
      what: "the right k, and a token of another key",
      line: `vapid t=${token}, k=${publicKey}`,
      endpoint,
      options,
    },
  ]);
});

check("answers 401 to silence and 403 to nonsense", {
  heading: "Say whose turn it is",
  why:
    "401 asks for a signature, 403 refuses the one that came. And a stranger whose nonsense throws a SyntaxError has found out how to give your service a 500.",
  norm: "RFC 8292 §4.2",
}, async (scene) => {
  const { random } = scene;
  const { endpoint, claims, keys } = drawnSender(scene);
  const { publicKey: k } = keys;
  const silence = { what: "no header", line: null, endpoint };
  await expectRefused(scene, [silence], 401);
  const t = tokenOf({ keys, claims });
  const [header, said, signature] = t.split(".");
  const offCurve = base64url(
    bytesOf(k).map((byte, at) => at ? byte ^ 1 : byte),
  );
  const lines = {
    "nothing behind the scheme": "vapid",
    "no t": `vapid k=${k}`,
    "no k": `vapid t=${t}`,
    "an empty k": `vapid t=${t}, k=`,
    "a k that is no base64url": `vapid t=${t}, k=!${k.slice(1)}`,
    "a k that is too short": `vapid t=${t}, k=${k.slice(0, 80)}`,
    "a k that is no point of the curve": `vapid t=${t}, k=${offCurve}`,
    "an empty token": `vapid t=, k=${k}`,
    "words": `vapid ${random.text()} ${random.text()}`,
    "one part": `vapid t=${header}, k=${k}`,
    "two parts": `vapid t=${header}.${said}, k=${k}`,
    "four parts": `vapid t=${t}.${signature}, k=${k}`,
    "dots": `vapid t=..., k=${k}`,
    "a header that is no base64url": `vapid t=!.${said}.${signature}, k=${k}`,
    "claims that are no JSON": lineOf({ keys, claims: "{" }),
    "claims that are null": lineOf({ keys, claims: "null" }),
    "claims that are a list": lineOf({ keys, claims: "[]" }),
    "an exp that no number can hold": lineOf({
      keys,
      claims: JSON.stringify(claims).replace(`${claims.exp}`, "1e999"),
    }),
  };
  const attempts = Object.entries(lines).map(([what, line]) => ({
    what,
    line,
    endpoint,
  }));
  await expectRefused(scene, attempts);
  const strange = ["{", "null", { alg: "HS256" }].map((header) => ({
    what: `the header ${JSON.stringify(header)}`,
    line: lineOf({ keys, claims, header }),
    endpoint,
  }));
  await expectNoOtherError(scene, strange);
  const others = [`Bearer ${t}`, `WebPush ${t}`, ""].map((line) => ({
    what: line === "" ? "an empty header" : own(line.split(" "), 0),
    line,
    endpoint,
  }));
  await expectRefused(scene, others, 401, 403);
});

check.stories(
  "believes a line where and as long as it holds, whatever happens",
  {
    heading: "Refuse what has ended",
    why:
      "Each line is looked at anew: what was believed a minute ago may have ended, and is of no use at another service. What was written a minute ago was written for then.",
    norm: "RFC 8292 §4.2",
    step: lineStep,
    examples: lineExamples,
    stepsMax: 20,
  },
  playLines,
);

check("signs and verifies in real time", {
  heading: "Believe what is signed",
  why: "What works in virtual time has to work on a real clock too.",
  realTime: true,
}, async (scene) => {
  const { callee, random, expect } = scene;
  const { endpoint } = drawnEndpoint(random);
  const sub = drawnSubject(random);
  const keys = drawnKeys(random);
  const call = await callee.call(endpoint, { subject: sub, ...keys });
  const line = wholeText(call.result);
  const options = { publicKey: keys.publicKey };
  const verified = await callee.callNamed("verify", line, endpoint, options);
  expect(membersOf(verified.result).sub === sub, {
    expected: `the sub ${sub} of your own line`,
    got: ending(verified),
  });
});
