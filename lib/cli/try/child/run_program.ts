import {
  openListener,
  programKind,
} from "../../../exam/subject/program_kind.ts";
import { echoFrames } from "./echo_frames.ts";
import { beginning, type Learner } from "./learner.ts";

/** Lets a program serve on a listener of ours, until it ends. */
export async function runProgram(learner: Learner): Promise<void> {
  const { order: { target, options, converse }, report } = learner;
  const opened = openListener(Number(target));
  await report("ready", { url: `http://127.0.0.1:${opened.port}/` });
  const { promise, resolve } = Promise.withResolvers<void>();
  const making = {
    kind: "program" as const,
    url: "",
    options: {
      ...options,
      ...(converse === "" ? {} : { [converse]: echoFrames }),
    },
    signals: {},
    ports: [],
    obeying: [],
    echoes: [],
    keeps: [],
  };
  programKind({
    ...beginning(learner, making, (event) => {
      // What it threw is printed already.
      if (event.event === "returned" || event.event === "threw") resolve();
    }),
    opened,
  });
  await promise;
}
