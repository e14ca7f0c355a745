import { TextLineStream } from "@std/streams/text-line-stream";
import { type Command, EXIT } from "../kit/kit.ts";
import { printable } from "../kit/printable.ts";
import { TalkLine } from "./talk_line.ts";
import { UsageError } from "../kit/usage_error.ts";

const HELP = [
  "Open. Each line that you type is a text frame. Beside that there are:",
  "  /ping hello        a ping         /close 1000 bye    a close frame",
  "  /bytes 00 ff       a binary one   /end               no word, as in a tunnel",
  "",
].join("\n");

/** `talk URL`: a WebSocket by hand. */
export const talk: Command = {
  words: "URL",
  summary: "open a WebSocket and speak on it, line by line",
  flags: {},
  maxWords: 1,
  async run({ terminal, signal, prefix }, { words: [word] }) {
    const url = addressOf(word);
    const tell = (line: string) => terminal.print(printable(line));
    const opened = Promise.withResolvers<void>();
    const line = new TalkLine(await connect(url), {
      tell,
      opened() {
        tell(HELP);
        opened.resolve();
      },
    });
    signal.addEventListener("abort", () => line.end());
    const over = line.run(url);
    await Promise.race([opened.promise, over]);
    if (!line.refused) void listen(line, tell);
    await over;
    terminal.print(`Next: ${prefix} talk ${url}`);
    return line.refused ? EXIT.notPassed : EXIT.ok;
  },
};

function addressOf(word: string | undefined): URL {
  const url = URL.parse(word ?? "");
  if (url && ["ws:", "http:"].includes(url.protocol)) return url;
  const cause = word === undefined
    ? "Say where to"
    : `Cannot talk to "${word}": the address has to begin with ws://`;
  throw new UsageError(cause, "talk ws://127.0.0.1:8000/messages/socket");
}

async function connect({ hostname, port }: URL): Promise<Deno.TcpConn> {
  try {
    const connection = await Deno.connect({
      hostname,
      port: Number(port || 80),
    });
    connection.setNoDelay(true);
    return connection;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Cannot connect to ${hostname}:${port}: ${cause}`,
      "try 5.1",
    );
  }
}

/** What is typed goes, until nothing more is typed. */
async function listen(
  line: TalkLine,
  tell: (line: string) => void,
): Promise<void> {
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const typed of lines) {
    const [word = "", ...rest] = typed.split(" ");
    const command = COMMANDS[word];
    if (command) command(line, rest);
    else if (/^\/\w+$/.test(word)) tell(`There is no ${word} here.`);
    else line.send(1, typed);
  }
  line.close(1000);
}

const COMMANDS: Readonly<
  Record<string, (line: TalkLine, words: readonly string[]) => void>
> = {
  "/ping": (line, words) => line.send(9, words.join(" ")),
  "/bytes": (line, words) =>
    line.send(2, Uint8Array.from(words, (word) => parseInt(word, 16))),
  "/close": (line, [code, ...reason]) =>
    line.close(code === undefined ? undefined : Number(code), reason.join(" ")),
  "/end": (line) => line.end(),
};
