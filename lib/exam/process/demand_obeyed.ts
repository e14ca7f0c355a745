import { shorten } from "../../text/shorten.ts";
import type { KindName } from "../subject/begin.ts";
import {
  type CommandName,
  commandsOfAll,
  commandsOfKind,
} from "../subject/protocol.ts";

/**
 * Demands that a process obeys a command, before it is sent: the learner is not
 * to answer for what a suite asks of the wrong kind of subject.
 *
 * @throws {Error} If a process of this kind knows no such command.
 */
export function demandObeyed(
  name: CommandName,
  kind: KindName | undefined,
): void {
  const ofKind = kind === undefined ? [] : commandsOfKind[kind];
  const known: readonly CommandName[] = [...commandsOfAll, ...ofKind];
  if (known.includes(name)) return;
  const who = kind === undefined
    ? "a subject that has not begun"
    : `a subject of the kind "${kind}"`;
  throw new Error(
    `Cannot send "${shorten(name)}": ${who} obeys ${known.join(", ")}. ` +
      "Start it first, or use what its kind can do",
  );
}
