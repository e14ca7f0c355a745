import { connectionKind } from "../../../exam/subject/connection_kind.ts";
import { hearIteration } from "./iteration.ts";
import { beginning, type Learner } from "./learner.ts";

/** Listens, and says something now and then. */
export async function runConnection(learner: Learner): Promise<void> {
  const { order: { target: url, options, publishEveryMs }, report } = learner;
  await report("ready", {});
  const said: string[] = [];
  const { hear, ended } = hearIteration(report);
  const { commands } = connectionKind(
    beginning(learner, {
      kind: "connection",
      url,
      options,
      callbacks: [],
      ports: [],
      pull: true,
      run: 1,
    }, (event, itself) => {
      switch (event.event) {
        case "resolved": {
          const body = { text: said[event.call], id: event.value };
          return report("acknowledged", body);
        }
        case "rejected": {
          const body = { text: said[event.call], error: String(itself) };
          return report("rejected", body);
        }
        default:
          return hear(event, itself);
      }
    }),
  );
  setInterval(say, publishEveryMs);
  await ended;

  async function say(): Promise<void> {
    const text = `word ${said.length + 1}`;
    const call = said.push(text) - 1;
    await report("published", { text });
    const drafts = [{ from: "you", text }];
    commands.publishAll({ do: "publishAll", call, drafts });
  }
}
