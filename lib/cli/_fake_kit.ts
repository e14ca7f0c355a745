import { setColorEnabled } from "@std/fmt/colors";
import { toFileUrl } from "@std/path";
import type { Exercise, Lesson } from "catalogue";
import { exerciseFiles, lessonFiles } from "./kit/author_files.ts";
import type { Kit } from "./kit/kit.ts";
import { ProgressStore } from "./kit/progress_store.ts";
import type { Terminal } from "./kit/terminal.ts";

/** A terminal that keeps what is written. */
export interface FakeTerminal extends Terminal {
  /** Lines of standard output. */
  readonly lines: string[];
  /** Lines of standard error. */
  readonly warnings: string[];
}

/** A kit in a temporary folder, removed at the end of the scope. */
export interface FakeKit extends Kit, AsyncDisposable {
  /** Keeps what the commands print. */
  readonly terminal: FakeTerminal;
}

/** Options of {@linkcode fakeTerminal}. */
export interface FakeTerminalOptions {
  /** Whether it claims that a person is there. @default {false} */
  readonly interactive?: boolean;
  /** What that person answers. @default {false} */
  readonly answer?: boolean;
  /** Told of every line as it is printed. */
  readonly onLine?: (line: string) => void;
}

/** Keeps what is written; answers questions as told. */
export function fakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const { interactive = false, answer = false, onLine } = options;
  setColorEnabled(false);
  const lines: string[] = [];
  const warnings: string[] = [];
  return {
    lines,
    warnings,
    width: 80,
    color: false,
    interactive,
    gone: new AbortController().signal,
    print(text = "") {
      for (const line of text.split("\n")) {
        lines.push(line);
        onLine?.(line);
      }
    },
    warn: (line) => void warnings.push(line),
    status: () => {},
    confirm: () => answer,
  };
}

/** An exercise of which only the given fields matter. */
export function fakeExercise(change: Partial<Exercise> = {}): Exercise {
  return {
    id: "long_polling/hold",
    number: "3.1",
    path: "03_long_polling/01_hold",
    title: "Hold",
    kind: "server",
    exports: "handler",
    track: "core",
    minutes: 20,
    outcome: "You can hold a request.",
    needs: [],
    imports: [],
    forbidden: [],
    norm: {
      text: "RFC 6202 §2.1",
      url: "https://www.rfc-editor.org/rfc/rfc6202",
    },
    ...change,
  };
}

/** The second exercise of the fake lesson; a deep one stands before it. */
export const TIME_OUT: Exercise = fakeExercise({
  id: "long_polling/time_out",
  number: "3.2",
  path: "03_long_polling/02_time_out",
  title: "Time out",
});

/** A lesson with a core, a deep and again a core exercise. */
export const FAKE_LESSON: Lesson = {
  number: 3,
  id: "long_polling",
  path: "03_long_polling",
  title: "Long polling",
  question: "How does news reach a client at once?",
  points: ["The server holds the request."],
  readOn: [{ text: "RFC 6202", url: "https://www.rfc-editor.org/rfc/rfc6202" }],
  exercises: [
    fakeExercise(),
    fakeExercise({
      id: "long_polling/let_go",
      number: "3.10",
      path: "03_long_polling/10_let_go",
      title: "Let go",
      track: "deep",
    }),
    TIME_OUT,
  ],
};

/** What the author of the lesson has written, as far as nothing reads it. */
const WRITTEN = Object.fromEntries(
  [
    ...lessonFiles(FAKE_LESSON),
    ...FAKE_LESSON.exercises.map(exerciseFiles)
      .flatMap(({ hints, stub, suite, solution }) => [
        hints,
        stub,
        suite,
        solution,
      ]),
  ].map(({ path }) => [path, ""]),
);

/** A kit with the given files: path from the root to text. */
export async function fakeKit(
  files: Record<string, string> = {},
  terminal: FakeTerminal = fakeTerminal(),
  signal: AbortSignal = new AbortController().signal,
): Promise<FakeKit> {
  const folder = await Deno.makeTempDir({ prefix: "hold-the-line-" });
  const root = toFileUrl(folder + "/");
  for (const [path, text] of Object.entries({ ...WRITTEN, ...files })) {
    const file = new URL(path, root);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  return {
    root,
    calledIn: folder,
    lessons: [FAKE_LESSON],
    terminal,
    prefix: "deno task",
    progress: new ProgressStore(new URL(".progress.json", root), {
      warn: (line) => terminal.warn(line),
      now: () => Date.UTC(2026, 0, 5, 8),
    }),
    signal,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
