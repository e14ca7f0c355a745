import {
  functionKind,
  isIterable,
} from "../../../exam/subject/function_kind.ts";
import type { Send } from "../../../exam/subject/kind.ts";
import { inspect, inspectPlainly } from "./inspect.ts";
import { beginning, type Learner } from "./learner.ts";
import { PlainAgent } from "./plain_agent.ts";

/** Calls the function once; what it throws is thrown. */
export async function runFunction(learner: Learner): Promise<void> {
  const { order: { target: url, call: values }, report } = learner;
  await report("ready", {});
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const hear: Send = (event, itself) => {
    switch (event.event) {
      case "called": {
        const texts = (itself as unknown[]).map(inspectPlainly);
        return report(event.name, texts.join(" "));
      }
      case "yielded":
        return report("yielded", inspect(itself));
      case "resolved":
        return resolve(itself);
      case "rejected":
        return reject(itself);
    }
  };
  const { commands } = functionKind({
    ...beginning(learner, { kind: "function", url }, hear),
    agent: () => Promise.resolve(new PlainAgent()),
  });
  commands.call({ do: "call", call: 0, values });
  const value = await promise;
  if (isIterable(value)) await report("ended", "");
  else await report("returned", inspect(value));
}
