import { plural } from "../../text/plural.ts";
import type { Played } from "./scenario.ts";

/** What became of the messages of a scenario, in one sentence. */
export function describePlayed(
  played: Played,
): string {
  const { published, received, unheard = [], failure } = played;
  const { endedAfter = published.length } = played;
  const seen = new Set(received.map(({ id }) => id));
  const lost = published.slice(0, endedAfter).filter(({ id }) => !seen.has(id));
  const late = published.length - endedAfter;
  const twice = received.length - seen.size;
  return [
    `${
      plural(published.length, "message")
    } published, ${received.length} received`,
    late > 0 ? `the last ${late} came after the client had ended` : "",
    lost.length > 0 ? `lost: ${names(lost)}` : "",
    twice > 0 ? `${twice} of them twice` : "",
    unheard.length > 0 ? `never heard by the board: ${quotes(unheard)}` : "",
    failure ? `the client gave up: ${failure}` : "",
  ].filter(Boolean).join("; ");
}

/** Up to three in full; of more, the ids. */
function names(messages: Played["published"]): string {
  if (messages.length <= 3) return messages.map(name).join(", ");
  return `messages ${messages.map(({ id }) => id).join(", ")}`;
}

function quotes(drafts: Required<Played>["unheard"]): string {
  return drafts.map(({ from, text }) => `"${text}" from ${from}`).join(", ");
}

function name({ id, from, text }: Played["published"][number]): string {
  return `message ${id} ("${text}" from ${from})`;
}
