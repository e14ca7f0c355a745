import { exchanges, meter, sequenceDiagram } from "wire";
import { exerciseFile, label, type Lesson } from "./catalogue.ts";
import { chooseLesson } from "./choose.ts";
import { type Cost, countCosts, describeCosts } from "./costs.ts";
import { describeCost, describeCounters } from "./describe_counters.ts";
import { describePlayed } from "./describe_played.ts";
import { type Command, EXIT, type Kit } from "./kit.ts";
import { lessonsJson, listLessons } from "./lesson_list.ts";
import { liveDiagram } from "./live_diagram.ts";
import { nextExercise } from "./next_exercise.ts";
import { prepare } from "./prepare.ts";
import { type Played, playScenario } from "./scenario.ts";
import { showBytes } from "./show_bytes.ts";
import { loadClient, openStage, type Stage } from "./stage.ts";
import { todoLine } from "./stub.ts";
import type { Terminal } from "./terminal.ts";
import { watchLesson } from "./watch_lesson.ts";
import { wrap } from "./wrap.ts";

/** `lesson [n]`: watch the pattern at work, then write it. */
export const lesson: Command = {
  words: "[n]",
  summary: "list the lessons, or start one: it plays, then grades on save",
  flags: {
    once: { says: "play, then end: nothing is graded on save" },
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
    await prepareOrSay(kit);
    await using stage = await openStage(kit.root, chosen);
    if (flags.json) return await playForPrograms(kit, chosen, stage);
    await play(kit, chosen, stage);
    if (kit.signal.aborted) return stopped(kit, chosen, EXIT.interrupted);
    teach(kit, chosen);
    kit.terminal.print();
    if (flags.once) {
      handOver(kit, chosen, false);
      return EXIT.ok;
    }
    kit.terminal.print(`The same in a web page: ${stage.url}`);
    kit.terminal.print("Every save is graded here. Ctrl-C ends.");
    handOver(kit, chosen, true);
    await watchLesson(kit, chosen);
    return stopped(kit, chosen, EXIT.ok);
  },
};

function stopped(
  { terminal, prefix }: Kit,
  { number }: Lesson,
  code: number,
): number {
  terminal.print(`\nStopped. Next: ${prefix} lesson ${number}`);
  return code;
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

async function play(kit: Kit, chosen: Lesson, stage: Stage): Promise<void> {
  const { terminal, signal, root } = kit;
  terminal.print(`Lesson ${chosen.number}: ${chosen.title}`);
  terminal.print(wrap(chosen.question, terminal.width));
  terminal.print(`Read: lessons/${chosen.path}/README.md\n`);
  const finish = liveDiagram(stage.recording, terminal);
  const counting = stage.recording.onEvent(() =>
    terminal.status(describeCounters(stage.recording))
  );
  const client = await loadClient(root, chosen);
  const { scenario } = chosen;
  const played = await playScenario(stage, client, { ...scenario, signal });
  counting();
  finish();
  terminal.print();
  if (scenario?.bytes) printBytes(stage, terminal);
  terminal.print(wrap(`${describePlayed(played)}.`, terminal.width));
  terminal.print(wrap(`${describeCost(stage.recording)}.`, terminal.width));
  if (!signal.aborted) printCosts(kit, chosen, await countCosts(root, chosen));
}

function printBytes({ recording }: Stage, terminal: Terminal): void {
  terminal.print("Byte by byte, > from the client, < from the server:");
  for (const line of showBytes(recording.events, terminal.width)) {
    terminal.print(line);
  }
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
  for (const line of describeCosts(costs)) terminal.print(line);
}

async function playForPrograms(
  kit: Kit,
  chosen: Lesson,
  stage: Stage,
): Promise<number> {
  const client = await loadClient(kit.root, chosen);
  const { signal, root } = kit;
  const options = { ...chosen.scenario, signal };
  const played: Played = await playScenario(stage, client, options);
  const mermaid = sequenceDiagram(exchanges(stage.recording), {
    format: "mermaid",
  });
  const next = nextExercise(kit, chosen.exercises);
  kit.terminal.print(pretty({
    lesson: chosen.number,
    ...played,
    meter: meter(stage.recording),
    mermaid,
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
