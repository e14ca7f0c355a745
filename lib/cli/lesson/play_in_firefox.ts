import { TextLineStream } from "@std/streams/text-line-stream";
import type { Kit } from "../kit/kit.ts";
import {
  type OwnFirefox,
  ownFirefox,
  type Preferences,
} from "../firefox/own_firefox.ts";
import { answers } from "./play_push.ts";
import type { PushPart } from "../board/push_part.ts";
import type { TappedBoard } from "../board/tapped_board.ts";

/** Options of {@linkcode playInFirefox}. */
export interface PlayInFirefoxOptions {
  /** Firefox's file. */
  readonly program: string;
  /** What is typed; each line is published. @default {standard input} */
  readonly typed?: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Beside those for push; the tests need more. */
  readonly preferences?: Preferences;
}

/** Lets a person be the user agent, with a Firefox whose push service is the lesson's, until Ctrl-C. */
export async function playInFirefox(
  { terminal, signal }: Pick<Kit, "terminal" | "signal">,
  { board, push }: { readonly board: TappedBoard; readonly push: PushPart },
  options: PlayInFirefoxOptions,
): Promise<void> {
  const { program, typed = Deno.stdin.readable } = options;
  const over = AbortSignal.any([signal, terminal.gone]);
  const page = new URL(board.tapped);
  // Service workers want https, or this name.
  page.hostname = "localhost";
  const forget = board.log.onAppend(({ from, text }) =>
    push.remark("board", `${from}: ${text}`)
  );
  await using firefox = await ownFirefox(program, {
    ...preferences(push),
    ...options.preferences,
  });
  const open = () => void browse(firefox, page, { terminal, over });
  terminal.print(instructions(board.url));
  open();
  const listening = listen(typed, over, (line) => {
    if (line === "/firefox") open();
    else if (line.trim() !== "") publish(line);
  });
  await aborted(over);
  // The terminal has written ^C.
  terminal.print();
  await listening;
  forget();

  function publish(text: string): void {
    board.log.append({ from: "you", text });
    if (answers(board.recording, "/subscriptions") > 0) return;
    terminal.print("Published, but nobody has subscribed yet.");
  }
}

/** What Firefox needs to know of a push service that is not Mozilla's. */
function preferences({ socketUrl }: PushPart): Preferences {
  return {
    "dom.push.connection.enabled": true,
    "dom.push.serverURL": socketUrl.href,
    "dom.push.testing.allowInsecureServerURL": true,
    "dom.push.retryBaseInterval": 200,
    // Its own notifications, as not every desktop shows any.
    "alerts.useSystemBackend": false,
  };
}

function instructions(board: URL): string {
  return [
    "Firefox opens the board, with a profile of its own. Be the user agent:",
    '1. Click "Notify me", and allow it.',
    "2. Close the tab.",
    "3. Publish: type a line here, or in a second terminal:",
    `     curl -d hello ${board}publish`,
    "4. Close Firefox as a whole, publish, and open it again: /firefox",
    "Ctrl-C ends all of it. What crosses the wire:",
    "",
  ].join("\n");
}

async function browse(
  firefox: OwnFirefox,
  page: URL,
  { terminal, over }: Pick<Kit, "terminal"> & { readonly over: AbortSignal },
): Promise<void> {
  if (firefox.running) {
    return terminal.print("Firefox is open already.");
  }
  try {
    await firefox.open(page);
    if (over.aborted) return;
    terminal.print("Firefox is closed: messages wait. Open it again: /firefox");
  } catch (error) {
    terminal.warn(`Cannot start Firefox: ${error}. Ctrl-C ends.`);
  }
}

/** Tells each line that is typed, until there are no more or it is over. */
async function listen(
  typed: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<void> {
  const lines = typed.pipeThrough(new TextDecoderStream(), { signal })
    .pipeThrough(new TextLineStream());
  try {
    for await (const line of lines) tell(line);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
