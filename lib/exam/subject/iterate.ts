import { activity } from "./activity.ts";
import { caught } from "./caught.ts";
import type { Send } from "./kind.ts";
import type { SubjectEvent } from "./protocol.ts";

/** An iteration whose steps are told to the examiner. */
export interface Iteration {
  /** Asks for one more value and tells what came; resolves to whether more may come. */
  pull(): Promise<boolean>;
  /** Leaves as `break` does, and tells when that is done. */
  leave(): Promise<void>;
}

/**
 * Iterates over what an exercise yields and tells every step; `mark` is added
 * to each, because several iterations have to be told apart. With `pull` it asks
 * for the next value as soon as one came.
 */
export function iterate(
  iterator: AsyncIterator<unknown>,
  { send, pull, mark }: {
    readonly send: Send;
    readonly pull: boolean;
    readonly mark: { readonly call: number };
  },
): Iteration {
  const tell = (event: SubjectEvent, itself?: unknown) => {
    activity.happened++;
    return send({ ...event, ...mark }, itself);
  };
  const end = (error: unknown) => {
    const { name, message } = caught(error);
    tell({ event: "threw", name, message }, error);
  };
  const pullOne = async () => {
    try {
      const { done, value } = await iterator.next();
      const told = tell(
        done ? { event: "returned" } : { event: "yielded", value },
        value,
      );
      if (told) await told;
      return !done;
    } catch (error) {
      end(error);
      return false;
    }
  };
  const leave = async () => {
    try {
      await iterator.return?.();
      tell({ event: "returned" });
    } catch (error) {
      end(error);
    }
  };
  if (pull) pullAll(pullOne);
  return { pull: pullOne, leave };
}

async function pullAll(pull: () => Promise<boolean>): Promise<void> {
  while (await pull());
}
