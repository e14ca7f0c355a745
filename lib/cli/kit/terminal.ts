import { setColorEnabled } from "@std/fmt/colors";

const DEFAULT_WIDTH = 80;
const MAX_WIDTH = 100;
/** Sequence diagrams need this much; a narrower window breaks them itself. */
const MIN_WIDTH = 40;
const CLEAR_LINE = "\r\x1b[2K";

/** Where the commands write and ask. */
export interface Terminal {
  /** Columns that a line may fill. */
  readonly width: number;
  /** Whether to write colours. */
  readonly color: boolean;
  /** Whether a person sits at both ends. */
  readonly interactive: boolean;
  /** Aborts when nobody reads standard output any more, as after `| head`. */
  readonly gone: AbortSignal;
  /** Writes a line to standard output. */
  print(line?: string): void;
  /** Writes a line to standard error. */
  warn(line: string): void;
  /** Shows a line that the next one replaces; nothing without a terminal. */
  status(line: string): void;
  /** Asks a question that is answered with y or n. */
  confirm(question: string): boolean;
}

/** The real terminal, with colours only where they are wanted. */
export function systemTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  const color = isTerminal && !Deno.noColor && Deno.env.get("TERM") !== "dumb";
  setColorEnabled(color);
  const gone = new AbortController();
  const write = (output: Output, text: string) =>
    writeAll(output, text) || gone.abort();
  let status = "";
  const clear = () => {
    if (status) write(Deno.stdout, CLEAR_LINE);
    status = "";
  };
  return {
    width: isTerminal ? columns() : DEFAULT_WIDTH,
    color,
    interactive: isTerminal && Deno.stdin.isTerminal(),
    gone: gone.signal,
    print(line = "") {
      clear();
      write(Deno.stdout, line + "\n");
    },
    warn(line) {
      clear();
      write(Deno.stderr, line + "\n");
    },
    status(line) {
      if (!isTerminal || Deno.env.get("TERM") === "dumb") return;
      clear();
      status = line.slice(0, columns() - 1);
      write(Deno.stdout, status);
    },
    confirm(question) {
      clear();
      return confirm(question);
    },
  };
}

function columns(): number {
  try {
    const { columns } = Deno.consoleSize();
    return Math.max(MIN_WIDTH, Math.min(columns || DEFAULT_WIDTH, MAX_WIDTH));
  } catch {
    return DEFAULT_WIDTH;
  }
}

type Output = typeof Deno.stdout;

/** Whoever reads us may stop early: then the rest is not wanted. */
function writeAll(output: Output, text: string): boolean {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(output.writeSync(bytes));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return false;
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    }
  }
  return true;
}
