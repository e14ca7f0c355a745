import { classKind } from "../../../exam/subject/class_kind.ts";
import { clientKind } from "../../../exam/subject/client_kind.ts";
import { hearIteration } from "./iteration.ts";
import { beginning, type Learner } from "./learner.ts";
import { runConnection } from "./run_connection.ts";

/** Runs a client, which may be a function that listens, one that speaks too, or a class. */
export function runClient(learner: Learner): Promise<void> {
  const { stream, publishEveryMs } = learner.order;
  if (stream !== "") return follow(learner);
  return publishEveryMs > 0 ? runConnection(learner) : listen(learner);
}

async function listen(learner: Learner): Promise<void> {
  const { order: { target: url, options }, report } = learner;
  await report("ready", {});
  const { hear, ended } = hearIteration(report);
  clientKind(beginning(learner, {
    kind: "client",
    url,
    options,
    callbacks: [],
    ports: [],
    pull: true,
    run: 1,
  }, hear));
  await ended;
}

/** Constructs what works like an `EventSource`, until the parent ends it. */
async function follow(learner: Learner): Promise<never> {
  const { order: { target, stream, options }, report } = learner;
  await report("ready", {});
  classKind(beginning(learner, {
    kind: "class",
    url: new URL(stream, target).href,
    options,
    listen: ["open", "message", "error"],
    handlers: [],
  }, (event) => {
    if (event.event !== "fired") return;
    const { type, data = "", lastEventId = "", readyState } = event;
    return report("event", { type, data, lastEventId, readyState });
  }));
  return await new Promise(() => {});
}
