import { EXAMINATIONS, type Finding } from "./findings.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { paintFinding } from "../kit/paint.ts";
import { wrap } from "../../text/wrap.ts";

const INDENT = " ".repeat(6);

/** `doctor`: what works on this machine, and what to do about the rest. */
export const doctor: Command = {
  words: "",
  summary: "check this machine and say what to do about what is missing",
  flags: { json: { says: "one JSON document instead of text" } },
  maxWords: 0,
  async run(kit, { flags }) {
    const findings: Finding[] = [];
    for (const examine of EXAMINATIONS) {
      const finding = await examine(kit);
      findings.push(finding);
      if (!flags.json) print(kit, finding);
    }
    const bad = findings.filter(({ state }) => state === "bad").length;
    if (flags.json) {
      kit.terminal.print(JSON.stringify({ ok: bad === 0, findings }, null, 2));
    } else {
      kit.terminal.print(closing(kit, bad));
    }
    return bad === 0 ? EXIT.ok : EXIT.notPassed;
  },
};

function print(
  { terminal }: Kit,
  { state, about, says, remedy }: Finding,
): void {
  const text = [`${about}: ${says}.`, remedy ? `${remedy}.` : ""].join(" ");
  const width = terminal.width - INDENT.length;
  terminal.print(paintFinding(state) + wrap(text, width, INDENT));
}

function closing({ prefix }: Kit, bad: number): string {
  if (bad === 0) return `\nAll that is needed works. Next: ${prefix} lesson`;
  const lines = bad === 1
    ? "the line marked BAD says"
    : "the lines marked BAD say";
  return `\nNot everything works. Next: do what ${lines}, then ${prefix} doctor`;
}
