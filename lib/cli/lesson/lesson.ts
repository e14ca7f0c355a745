import { exchanges, meter, sequenceDiagram } from "wire";
import { exerciseFile, label, type Lesson } from "catalogue";
import { demandLesson } from "../kit/demand_files.ts";
import { chooseLesson } from "../kit/choose.ts";
import { type Cost, countCosts, describeCosts } from "./costs.ts";
import { describeCost } from "../view/describe_counters.ts";
import { describePlayed } from "./describe_played.ts";
import { demandFirefox } from "../firefox/demand_firefox.ts";
import { describePush } from "./describe_push.ts";
import { type Command, EXIT, type Kit } from "../kit/kit.ts";
import { lessonsJson, listLessons } from "./lesson_list.ts";
import { liveCounters } from "../view/live_counters.ts";
import { liveDiagram } from "../view/live_diagram.ts";
import { nextExercise } from "../progress/next_exercise.ts";
import { playInFirefox } from "./play_in_firefox.ts";
import { playPush } from "./play_push.ts";
import { prepare } from "../doctor/prepare.ts";
import type { PushPart } from "../board/push_part.ts";
import { type Played, playScenario } from "./scenario.ts";
import { showBytes } from "../view/show_bytes.ts";
import {
  loadClient,
  openTappedBoard,
  type TappedBoard,
} from "../board/tapped_board.ts";
import { todoLine } from "../progress/stub.ts";
import type { Terminal } from "../kit/terminal.ts";
import { watchLesson } from "./watch_lesson.ts";
import { wrap } from "../../text/wrap.ts";

/** `lesson [n]`: watch the pattern at work, then write it. */
export const lesson: Command = {
  words: "[n]",
  summary: "list the lessons, or start one: it plays, then grades on save",
  flags: {
    once: { says: "play, then end: nothing is graded on save" },
    firefox: { says: "lesson 6: be the user agent, in a Firefox of its own" },
    json: { says: "one JSON document instead of text" },
  },
  maxWords: 1,
  async run(kit, { words: [word], flags }) {
    if (word === undefined) {
      if (flags.json) kit.terminal.print(pretty(lessonsJson(kit)));
      else listLessons(kit);
      return EXIT.ok;
    }
    const chosen = chooseLesson(kit.lessons, word);
    demandLesson(kit, chosen);
    const program = flags.firefox ? demandFirefox(chosen) : undefined;
    await prepareOrSay(kit);
    await using board = await openTappedBoard(kit.root, chosen);
    const { push } = board;
    if (program && push) {
      await participate(kit, chosen, { program, board, push });
      return stopped(kit, chosen, EXIT.ok);
    }
    if (flags.json) return await playForPrograms(kit, chosen, board);
    await play(kit, chosen, board);
    if (kit.signal.aborted) return stopped(kit, chosen, EXIT.interrupted);
    teach(kit, chosen);
    kit.terminal.print();
    if (flags.once) {
      handOver(kit, chosen, false);
      return EXIT.ok;
    }
    kit.terminal.print(webPage(kit, chosen, board));
    kit.terminal.print("Every save is graded here. Ctrl-C ends.");
    handOver(kit, chosen, true);
    await watchLesson(kit, chosen);
    return stopped(kit, chosen, EXIT.ok);
  },
};

/** A person at a real browser takes the part of the lesson's client. */
async function participate(
  kit: Kit,
  chosen: Lesson,
  { program, ...parts }: {
    readonly program: string;
    readonly board: TappedBoard;
    readonly push: PushPart;
  },
): Promise<void> {
  const { terminal } = kit;
  const { board, push } = parts;
  introduce(kit, chosen);
  const finish = liveDiagram(board.recording, terminal, push.cast);
  await playInFirefox(kit, parts, { program });
  finish();
  printLines(terminal, describePush(board, push, terminal.width));
}

function introduce({ terminal }: Kit, { number, title, ...rest }: Lesson) {
  terminal.print(`Lesson ${number}: ${title}`);
  terminal.print(wrap(rest.question, terminal.width));
  terminal.print(`Read: lessons/${rest.path}/README.md\n`);
}

function stopped(
  { terminal, prefix }: Kit,
  { number }: Lesson,
  code: number,
): number {
  terminal.print(`\nStopped. Next: ${prefix} lesson ${number}`);
  return code;
}

/** Where the page is; with push, which service a browser would subscribe at. */
function webPage(
  { prefix }: Kit,
  { number }: Lesson,
  { url, push }: TappedBoard,
): string {
  if (!push) return `The same in a web page: ${url}`;
  return [
    `In your own browser, by its maker's push service: http://localhost:${url.port}/`,
    `By ours, without the internet: ${prefix} lesson ${number} --firefox`,
  ].join("\n");
}

/** A lesson can be watched without the network; only grading needs the rest. */
async function prepareOrSay(kit: Kit): Promise<void> {
  try {
    await prepare(kit);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    kit.terminal.warn(wrap(`${cause}.`, kit.terminal.width));
  }
}

async function play(
  kit: Kit,
  chosen: Lesson,
  board: TappedBoard,
): Promise<void> {
  const { terminal, signal, root } = kit;
  introduce(kit, chosen);
  const { push } = board;
  const finish = liveDiagram(board.recording, terminal, push?.cast);
  const counting = liveCounters(board.recording, terminal);
  const { scenario } = chosen;
  const played = await perform(kit, chosen, board);
  counting();
  finish();
  terminal.print();
  if (scenario?.bytes) printBytes(board, terminal);
  terminal.print(wrap(`${describePlayed(played)}.`, terminal.width));
  terminal.print(
    wrap(`${describeCost(meter(board.recording))}.`, terminal.width),
  );
  if (push) printLines(terminal, describePush(board, push, terminal.width));
  if (!signal.aborted) printCosts(kit, chosen, await countCosts(root, chosen));
}

/** Lets the lesson's client play its part. */
async function perform(
  { root, signal }: Kit,
  chosen: Lesson,
  board: TappedBoard,
): Promise<Played> {
  const messages = await loadClient(root, chosen);
  const { push } = board;
  return push
    ? await playPush({ board, push, messages }, { signal })
    : await playScenario(board, messages, { ...chosen.scenario, signal });
}

function printLines({ print }: Terminal, lines: readonly string[]): void {
  for (const line of lines) print(line);
}

function printBytes({ recording }: TappedBoard, terminal: Terminal): void {
  terminal.print("Byte by byte, > from the client, < from the server:");
  printLines(terminal, showBytes(recording.events, terminal.width));
  terminal.print();
}

function printCosts(
  { terminal }: Kit,
  { scenario }: Lesson,
  costs: readonly Cost[],
): void {
  if (costs.length === 0) return;
  const heading =
    `What asking costs. ${scenario?.costs?.of}, on a virtual clock:`;
  terminal.print(`\n${wrap(heading, terminal.width)}`);
  printLines(terminal, describeCosts(costs));
}

async function playForPrograms(
  kit: Kit,
  chosen: Lesson,
  board: TappedBoard,
): Promise<number> {
  const { signal, root } = kit;
  const played = await perform(kit, chosen, board);
  const { push } = board;
  const mermaid = sequenceDiagram(exchanges(board.recording), {
    format: "mermaid",
    ...(push ? { cast: push.cast } : {}),
  });
  const next = nextExercise(kit, chosen.exercises);
  kit.terminal.print(pretty({
    lesson: chosen.number,
    ...played,
    meter: meter(board.recording),
    mermaid,
    ...(push ? { learnt: push.service.requests } : {}),
    costs: signal.aborted ? [] : await countCosts(root, chosen),
    next: next && { file: exerciseFile(next), line: todoLine(kit.root, next) },
  }));
  return kit.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

function teach({ terminal }: Kit, { points, readOn }: Lesson): void {
  terminal.print("\nTo take home");
  for (const point of points) {
    terminal.print(wrap(`- ${point}`, terminal.width, "  "));
  }
  terminal.print("\nTo read on");
  for (const { text, url } of readOn) {
    terminal.print(wrap(`- ${text}`, terminal.width, "  "));
    terminal.print(`  ${url}`);
  }
}

/** The last lines: where the task stands, where to write, who looks at it. */
function handOver(kit: Kit, chosen: Lesson, watching: boolean): void {
  const { terminal, prefix } = kit;
  const next = nextExercise(kit, chosen.exercises);
  if (!next) {
    terminal.print(`Lesson ${chosen.number} is done: ${prefix} lesson`);
    return;
  }
  const line = todoLine(kit.root, next);
  terminal.print(
    `The task: exercises/${chosen.path}/README.md, ${label(next)}`,
  );
  terminal.print(`Your turn: open ${exerciseFile(next)}, line ${line}, save`);
  if (!watching) terminal.print(`Then: ${prefix} grade ${next.number}`);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
