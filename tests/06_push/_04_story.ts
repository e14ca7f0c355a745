import {
  bytesOfBase64,
  type Call,
  describeJson,
  type FunctionScene,
  membersOf,
  message,
  own,
  readJson,
  wholeText,
} from "exam";
import fc from "fast-check";
import { drawnKeys, type Keys } from "./_subscribers.ts";
import { encoded, isSigned, lineOf, signatureOf } from "./_tokens.ts";

/** What can happen to lines of two boards at two push services. */
export type LineStep =
  | {
    /** Which board calls `identify`. */
    readonly write: number;
    readonly service: number;
    readonly seconds: number | null;
  }
  | {
    /** Which board signs a line without it. */
    readonly sign: number;
    readonly service: number;
    readonly seconds: number;
  }
  | {
    /** Which of the lines so far `verify` is shown. */
    readonly show: number;
    readonly service: number;
    /** The board that alone may write. */
    readonly only: number | null;
    readonly spoiled: "nothing" | "claims" | "signature" | "key";
    /** Whether it comes while the one before it is being looked at. */
    readonly together: boolean;
  }
  | { readonly waitSeconds: number };

const daySeconds = 86_400;
/** Virtual time at the beginning of a check, in seconds since 1970. */
const epochSeconds = message(0).at / 1_000;

const either = fc.nat(1);

/** Draws what happens next. */
export const lineStep: fc.Arbitrary<LineStep> = fc.oneof(
  fc.record({
    write: either,
    service: either,
    seconds: fc.constantFrom(null, 0, 1, 60, daySeconds, daySeconds + 1),
  }),
  fc.record({
    sign: either,
    service: either,
    seconds: fc.constantFrom(-1, 1, 60, daySeconds, daySeconds + 1),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      show: fc.nat(5),
      service: either,
      only: fc.option(either),
      spoiled: fc.constantFrom(
        ...["nothing", "nothing", "nothing"] as const,
        ...["claims", "signature", "key"] as const,
      ),
      together: fc.boolean(),
    }),
  },
  fc.record({
    waitSeconds: fc.constantFrom(1, 59, 60, daySeconds - 60, daySeconds),
  }),
);

const shown: Extract<LineStep, { show: number }> = {
  ...{ show: 0, service: 0, only: null },
  ...{ spoiled: "nothing", together: false },
};

/** Lines that were believed once, and are not for ever, nor everywhere. */
export const lineExamples: readonly (readonly LineStep[])[] = [[
  { sign: 0, service: 0, seconds: 60 },
  { write: 0, service: 0, seconds: 60 },
  { sign: 1, service: 0, seconds: daySeconds + 1 },
  shown,
  { ...shown, service: 1 },
  { ...shown, only: 1, together: true },
  { ...shown, only: 0, together: true },
  { ...shown, spoiled: "claims", together: true },
  { ...shown, spoiled: "signature", together: true },
  { ...shown, spoiled: "key", together: true },
  { ...shown, show: 1, together: true },
  { ...shown, show: 2 },
  { waitSeconds: 59 },
  shown,
  { ...shown, show: 2 },
  { waitSeconds: 1 },
  shown,
  { ...shown, show: 1 },
  { write: 0, service: 0, seconds: 60 },
  { write: 1, service: 1, seconds: null },
  { write: 1, service: 0, seconds: daySeconds },
  { write: 0, service: 1, seconds: daySeconds + 1 },
  { ...shown, show: 3 },
]];

/** A line, as the model sees it. */
interface Line {
  readonly text: string;
  readonly board: number;
  readonly service: number;
  readonly exp: number;
}

/** Boards, services, and the lines so far. */
interface Place {
  readonly boards: readonly { readonly keys: Keys; readonly sub: string }[];
  readonly origins: readonly string[];
  readonly lines: Line[];
}

/** Plays one story: a line is believed as long as it holds, where it holds, and nothing else decides. */
export async function playLines(
  scene: FunctionScene,
  story: readonly LineStep[],
): Promise<void> {
  const { random, clock } = scene;
  const place: Place = {
    boards: [0, 1].map(() => ({
      keys: drawnKeys(random),
      sub: `mailto:${random.text()}@example.org`,
    })),
    origins: [0, 1].map((at) => `https://push.example${at ? ":8443" : ""}`),
    lines: [],
  };
  let showing: Promise<() => void>[] = [];
  const judge = async () => {
    for (const judged of await Promise.all(showing.splice(0))) judged();
  };
  for (const step of story) {
    if ("show" in step) {
      if (!step.together) await judge();
      showing = [...showing, show(scene, place, step)];
      continue;
    }
    await judge();
    if ("write" in step) await write(scene, place, step);
    else if ("sign" in step) sign(scene, place, step);
    else await clock.advance(step.waitSeconds * 1_000);
  }
  await judge();
}

function nowSeconds({ clock }: FunctionScene): number {
  return epochSeconds + clock.now / 1_000;
}

function endpointAt({ origins }: Place, service: number): string {
  return `${own(origins, service)}/wpush/abc`;
}

function sign(
  scene: FunctionScene,
  { boards, origins, lines }: Place,
  { sign: board, service, seconds }: Extract<LineStep, { sign: number }>,
): void {
  const { keys, sub } = own(boards, board);
  const exp = nowSeconds(scene) + seconds;
  const claims = { aud: own(origins, service), exp, sub };
  lines.push({ text: lineOf({ keys, claims }), board, service, exp });
}

/** The board calls `identify`, and what it writes has to hold from now on. */
async function write(
  scene: FunctionScene,
  place: Place,
  { write: board, service, seconds }: Extract<LineStep, { write: number }>,
): Promise<void> {
  const { callee, expect } = scene;
  const { keys, sub } = own(place.boards, board);
  const call = await callee.call(endpointAt(place, service), {
    ...{ subject: sub, ...keys },
    ...seconds === null ? {} : { lifetimeSeconds: seconds },
  });
  if (seconds === 0 || (seconds ?? 1) > daySeconds) {
    return await call.expectError("RangeError");
  }
  const text = wholeText(call.result);
  const [, token = ""] = /^vapid (?:.*, *)?t=([^, ]*)/i.exec(text) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const exp = nowSeconds(scene) + (seconds ?? 43_200);
  const wanted = { aud: own(place.origins, service), exp, sub };
  const got = membersOf(readJson(decoded(claims)));
  const isRight =
    Object.entries(wanted).every(([name, value]) => got[name] === value) &&
    text.includes(`k=${keys.publicKey}`);
  expect(isRight, {
    expected: `the claims ${describeJson(wanted)}, and k=${keys.publicKey}`,
    got: `${describeJson(got)}, in ${text || ending(call)}`,
  });
  const bytes = bytesOfBase64(signature, "base64url") ?? new Uint8Array();
  expect(isSigned(`${header}.${claims}`, bytes, keys), {
    expected: "the signature of the first two parts by the board's key",
    got: `${bytes.length} bytes that are not`,
  });
  place.lines.push({ text, board, service, exp });
}

function decoded(base64url: string): string {
  const bytes = bytesOfBase64(base64url, "base64url");
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}

/** Shows one of the lines to `verify`; gives what judges the answer. Without a line, nothing happens. */
async function show(
  scene: FunctionScene,
  place: Place,
  step: Extract<LineStep, { show: number }>,
): Promise<() => void> {
  const line = place.lines[step.show % place.lines.length];
  if (line === undefined) return () => {};
  const { callee, expect } = scene;
  const only = step.only === null
    ? {}
    : { publicKey: own(place.boards, step.only).keys.publicKey };
  const why = reason(scene, line, step);
  const endpoint = endpointAt(place, step.service);
  const text = spoiled(place, line, step.spoiled);
  const call = await callee.callNamed("verify", text, endpoint, only);
  const { exp } = line;
  const { sub } = own(place.boards, line.board);
  return () => {
    const told = membersOf(call.result);
    const isRight = why === ""
      ? told.sub === sub && told.exp === exp
      : isRefused(call);
    expect(isRight, {
      expected: why === ""
        ? `${describeJson({ sub, exp })}, for line ${
          place.lines.indexOf(line) + 1
        }`
        : `VapidError with the status 403, for line ${
          place.lines.indexOf(line) + 1
        }: ${why}`,
      got: ending(call),
    });
  };
}

/** Why a line is not to be believed; empty if it is. */
function reason(
  scene: FunctionScene,
  { board, service, exp }: Line,
  step: Extract<LineStep, { show: number }>,
): string {
  const left = exp - nowSeconds(scene);
  if (step.spoiled !== "nothing") return `its ${step.spoiled} changed`;
  if (step.service !== service) return "it is meant for another service";
  if (step.only !== null && step.only !== board) {
    return "another board alone may write";
  }
  if (left <= 0) return "it has ended";
  return left > daySeconds ? "it ends in more than a day" : "";
}

/** The line of one board, with a part of another. */
function spoiled(
  { boards, origins }: Place,
  { text, board, service, exp }: Line,
  how: Extract<LineStep, { show: number }>["spoiled"],
): string {
  if (how === "nothing") return text;
  const [mine, other] = [own(boards, board), own(boards, 1 - board)];
  if (how === "key") {
    return text.replace(mine.keys.publicKey, other.keys.publicKey);
  }
  const [, header = "", claims = "", signature = ""] =
    /t=([^.]*)\.([^.]*)\.([^,]*)/.exec(text) ?? [];
  const changed = how === "claims"
    ? encoded({ aud: own(origins, service), exp, sub: `${other.sub}.evil` })
    : claims;
  const signed = how === "signature"
    ? signatureOf(`${header}.${claims}`, other.keys)
    : signature;
  return `vapid t=${header}.${changed}.${signed}, k=${mine.keys.publicKey}`;
}

function isRefused({ outcome }: Call): boolean {
  return outcome !== undefined && "name" in outcome &&
    outcome.name === "VapidError" && outcome.members.status === 403;
}

function ending({ outcome }: Call): string {
  if (outcome === undefined) return "no end";
  if ("value" in outcome) return `the result ${describeJson(outcome.value)}`;
  const { name, message, members: { status } } = outcome;
  return `${name} with the status ${status} (${message})`;
}
