import type { KindName, MakingOf } from "../../../exam/subject/begin.ts";
import type { Beginning, Send } from "../../../exam/subject/kind.ts";
import { complaint } from "./inspect.ts";
import type { TryOrder } from "./order.ts";

/** Posts one thing after the other, so that they arrive in their order. */
export type Report = (kind: string, body: unknown) => Promise<void>;

/** The learner's file, loaded, and what is to be done with it. */
export interface Learner
  extends Pick<Beginning<KindName>, "exported" | "module"> {
  readonly order: TryOrder;
  readonly report: Report;
}

/** Returns the way to the parent, which listens at `control`. */
export function reporter(control: string): Report {
  let told = Promise.resolve();
  return (kind, body) => {
    // As it is now, whatever becomes of it while others are on their way.
    const text = JSON.stringify(body);
    return told = told.then(() => post(new URL(kind, control), text));
  };
}

async function post(url: URL, body: string): Promise<void> {
  const response = await fetch(url, { method: "POST", body });
  await response.body?.cancel();
}

/** Loads the file, and demands what it has to export. */
export async function loadLearner(
  order: TryOrder,
  report: Report,
): Promise<Learner> {
  const module: Record<string, unknown> = await import(order.file);
  const exported = module[order.exports];
  if (typeof exported === "function") {
    return { order, report, exported, module };
  }
  throw new TypeError(
    `Cannot run the file: it exports no function "${order.exports}"`,
  );
}

/** What a kind of the examiner begins with, here: in real time, and heard by us. */
export function beginning<Name extends KindName>(
  { exported, module }: Learner,
  command: MakingOf<Name>,
  send: Send,
): Beginning<Name> {
  return {
    exported,
    module,
    now: Date.now,
    complain: (error) => console.error(complaint(error)),
    command,
    send,
  };
}
