/** What became of one of the learner's tests. */
export interface TestOutcome {
  /** Name of the test. */
  readonly name: string;
  /** What became of it; one that was ignored or filtered out did not run. */
  readonly verdict: "pass" | "fail" | "ignored";
  /** The message of its error; empty when there was none. */
  readonly message: string;
}

/** Reads the file that `deno test --junit-path` writes, in linear time. */
export function readTests(xml: string): TestOutcome[] {
  const [, ...cases] = xml.split("<testcase ");
  return cases.map((text) => {
    const [inside = ""] = text.split("</testcase>");
    const message = attribute(inside, "<failure message=") ??
      attribute(inside, "<error message=");
    const verdict = message !== undefined
      ? "fail"
      : inside.includes("<skipped")
      ? "ignored"
      : "pass";
    const name = attribute(text, "name=") ?? "";
    return { name, verdict, message: message ?? "" };
  });
}

/** The quoted text behind `before`, without entities. */
function attribute(text: string, before: string): string | undefined {
  const start = text.indexOf(`${before}"`);
  if (start === -1) return undefined;
  const from = start + before.length + 1;
  return unescape(text.slice(from, text.indexOf('"', from)));
}

const entities: Record<string, string> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|(\w{2,4}));/g,
    (whole, code, name) =>
      code === undefined ? entities[name] ?? whole : character(Number(code)),
  );
}

/** A number above the last code point stands for no character. */
function character(code: number): string {
  return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}
