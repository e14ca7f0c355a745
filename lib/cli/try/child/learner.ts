import type { Beginning } from "../../../exam/subject/kind.ts";
import type { SubjectEvent } from "../../../exam/process/subject_event.ts";
import { complaint } from "./inspect.ts";
import type { TryOrder } from "./order.ts";

/** Posts one thing after the other, so that they arrive in their order. */
export type Report = (kind: string, body: unknown) => Promise<void>;

/** The learner's file, loaded, and what is to be done with it. */
export interface Learner extends Pick<Beginning, "exported" | "module"> {
  readonly order: TryOrder;
  readonly report: Report;
}

/** Hears what the kind tells; a promise is waited for before the next value is taken. */
export type Hear = (
  event: SubjectEvent,
  itself: unknown,
) => void | Promise<void>;

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
export function beginning<Parameters extends object>(
  { exported, module }: Learner,
  parameters: Parameters,
  hear: Hear,
): Beginning {
  return {
    exported,
    module,
    now: Date.now,
    complain: (error) => console.error(complaint(error)),
    command: { id: 0, do: "begin", ...parameters },
    send: (event, itself) => hear(event as unknown as SubjectEvent, itself),
  };
}
