import { activity } from "./activity.ts";
import type { Beginning, Kind } from "./kind.ts";
import { natives } from "./natives.ts";
import type { CommandNamed, SubjectEvent } from "./protocol.ts";
import { carry, revive } from "./wire_values.ts";

// deno-lint-ignore no-explicit-any
type Exported = (...values: any[]) => unknown;

/** A function exercise: called with values; what becomes of a call is told. */
export function functionKind(
  beginning: Beginning<"function">,
): Kind<"function"> {
  const { command: { url, certificate }, exported, module, send } = beginning;
  const aborters: AbortController[] = [];
  const tell = (event: SubjectEvent) => {
    activity.happened++;
    send(event);
  };
  const call = async (
    { call, values, name, take: most = Infinity }: CommandNamed<"call">,
  ) => {
    const aborter = aborters[call] = new AbortController();
    const lent: Lent[] = [];
    const given = await revive(values, {
      base: url,
      ...(certificate === undefined ? {} : { certificate }),
      signal: aborter.signal,
      cancelled: () => tell({ event: "cancelled", call }),
      called: (name, values) =>
        tell({ event: "called", call, name, arguments: values.map(carry) }),
      lent: (bytes, base64) => lent[lent.length] = { bytes, base64 },
    }) as unknown[];
    const yielded: unknown[] = [];
    const take = (value: unknown) => {
      yielded.push(value);
      tell({ event: "yielded", call, value });
    };
    try {
      const called = name === undefined ? exported : module[name];
      const result = await (called as Exported)(...given);
      if (isIterable(result)) await collect(result, take, most);
      const value = isIterable(result) ? yielded : carry(result);
      tell({ event: "resolved", call, value });
    } catch (error) {
      const { $error: name, message, ...members } = carry(
        thrown(error),
      ) as CarriedError;
      if (yielded.length > 0) members.yielded = yielded;
      tell({ event: "rejected", call, name, message, members });
    }
    if (changed(lent)) tell({ event: "changed", call });
  };
  return {
    commands: {
      call: (command) => void call(command),
      abortCall: ({ call, reason }) =>
        aborters[call]?.abort(new DOMException(reason, "AbortError")),
    },
  };
}

/** Iterables are collected; a text or a list is a value of its own. */
function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null &&
    (Symbol.asyncIterator in value ||
      (Symbol.iterator in value && !Array.isArray(value) &&
        !ArrayBuffer.isView(value)));
}

/** Iterates to the end, or leaves after `most` values. */
async function collect(
  values: AsyncIterable<unknown>,
  take: (value: unknown) => void,
  most: number,
): Promise<void> {
  let taken = 0;
  for await (const value of values) {
    take(carry(value));
    if (++taken >= most) return;
  }
}

/** Bytes that were lent, and what they held. */
interface Lent {
  readonly bytes: Uint8Array;
  readonly base64: string;
}

/** Whether bytes that were lent do not hold any more what they held. */
function changed(lent: readonly Lent[]): boolean {
  for (let place = 0; place < lent.length; place++) {
    const { bytes, base64 } = lent[place]!;
    if (natives.toBase64(bytes) !== base64) return true;
  }
  return false;
}

/** An error as it is carried. */
interface CarriedError {
  readonly $error: string;
  readonly message: string;
  [member: string]: unknown;
}

/** Whatever was thrown, as an error. */
function thrown(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
