import { exerciseFile, type Kind, label } from "catalogue";
import { demandLesson } from "../kit/demand_files.ts";
import { chooseExercise, lessonOf } from "../kit/choose.ts";
import { type Command, EXIT } from "../kit/kit.ts";
import { tryClient } from "./client.ts";
import { tryFunction } from "./function.ts";
import { tryServer } from "./server.ts";
import { trySuite } from "./suite.ts";
import { tryWorker } from "./worker.ts";

const RUNS: Readonly<Record<Kind, typeof tryServer>> = {
  server: tryServer,
  program: tryServer,
  client: tryClient,
  function: tryFunction,
  suite: trySuite,
  worker: tryWorker,
};

/** `try n.m`: the learner's file in real time, with its wire in view. */
export const tryOut: Command = {
  words: "n.m",
  summary: "run your file in real time and watch what crosses the wire",
  flags: {
    inspect: {
      says: "let a debugger connect: chrome://inspect, or your editor",
    },
  },
  maxWords: 1,
  async run(kit, { words, flags }) {
    const { terminal, prefix } = kit;
    const exercise = chooseExercise(kit.lessons, words[0], "try");
    const lesson = lessonOf(kit.lessons, exercise);
    demandLesson(kit, lesson, [exercise]);
    const inspect = flags.inspect === true;
    terminal.print(
      `${label(exercise)}: ${exerciseFile(exercise)}${
        exercise.kind === "suite" ? "" : ", in real time."
      }`,
    );
    await RUNS[exercise.kind](kit, lesson, exercise, inspect);
    terminal.print(`\nStopped. Next: ${prefix} grade ${exercise.number}`);
    return EXIT.ok;
  },
};
