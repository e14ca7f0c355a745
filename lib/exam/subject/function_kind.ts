import { activity } from "./activity.ts";
import { caught } from "./caught.ts";
import type { Beginning, Kind } from "./kind.ts";
import { natives } from "./natives.ts";
import type { CommandNamed, SubjectEvent } from "./protocol.ts";
import { thrown } from "./thrown.ts";
import { uses, usesSince } from "./uses.ts";
import { carry, revive, trustingAgent } from "./wire_values.ts";

// deno-lint-ignore no-explicit-any
type Exported = (...values: any[]) => unknown;

/** A function exercise: called with values; what becomes of a call is told. */
export function functionKind(
  beginning: Beginning<"function">,
): Kind<"function"> {
  const { command: { url, certificate }, exported, module, send } = beginning;
  const { agent = () => trustingAgent(certificate) } = beginning;
  const aborters: AbortController[] = [];
  const kept: Record<string, Promise<unknown>> = {};
  const results: Result[] = [];
  let before: Result[] = [];
  const keep = (call: number, value: unknown) => {
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    if (!(bytes instanceof Uint8Array)) return;
    results[results.length] = { call, bytes, base64: natives.toBase64(bytes) };
  };
  const tell = (event: SubjectEvent, itself?: unknown) => {
    activity.happened++;
    return send(event, itself);
  };
  const call = async (
    { call, values, name, take: most = Infinity, quiet }: CommandNamed<"call">,
  ) => {
    const aborter = aborters[call] = new AbortController();
    const lent: Lent[] = [];
    const revived = await revive(values, {
      kept,
      base: url,
      agent,
      signal: aborter.signal,
      cancelled: () => void tell({ event: "cancelled", call }),
      called: (name, values) => {
        for (let place = 0; place < values.length; place++) {
          keep(call, values[place]);
        }
        void tell(
          { event: "called", call, name, arguments: values.map(carry) },
          values,
        );
      },
      lent: (bytes, base64) => lent[lent.length] = { bytes, base64 },
    }) as unknown[];
    const yielded: unknown[] = [];
    let newest: Result[] = [];
    const cameOut: Result[] = [];
    const usesBefore = { ...uses };
    const take = (itself: unknown) => {
      const value = carry(itself);
      yielded.push(value);
      if (changed(newest)) tell({ event: "overwritten", call });
      newest = heldIn(itself, call);
      for (let place = 0; place < newest.length; place++) {
        cameOut[cameOut.length] = newest[place]!;
      }
      if (quiet) return;
      return tell({ event: "yielded", call, value }, itself);
    };
    try {
      const called = name === undefined ? exported : module[name];
      const result = await (called as Exported)(...revived);
      if (isIterable(result)) await collect(result, take, most);
      const value = isIterable(result) ? yielded : carry(result);
      keep(call, result);
      tell({ event: "used", call, uses: usesSince(usesBefore) });
      tell({ event: "resolved", call, value }, result);
    } catch (error) {
      tell({ event: "used", call, uses: usesSince(usesBefore) });
      const { name, message } = caught(error);
      const members = membersOf(error);
      if (yielded.length > 0) members.yielded = yielded;
      tell({ event: "rejected", call, name, message, members }, error);
    }
    if (changed(lent)) tell({ event: "changed", call });
    // What one call has given, it may wipe in the end, and a later one may write over.
    for (let place = 0; place < results.length; place++) {
      const result = results[place]!;
      if (changed([result])) tell({ event: "changed", call: result.call });
    }
    // The same goes for what it has yielded; that of one call before is enough to see it.
    if (changed(before)) tell({ event: "overwritten", call: before[0]!.call });
    if (changed(cameOut)) tell({ event: "overwritten", call });
    before = cameOut;
  };
  return {
    commands: {
      call: (command) => void call(command),
      heldBytes: () => natives.memoryUsage().external,
      abortCall: ({ call, reason }) =>
        aborters[call]?.abort(thrown(reason, "AbortError")),
    },
  };
}

/** Iterables are collected; a text or a list is a value of its own. */
export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null &&
    (Symbol.asyncIterator in value ||
      (Symbol.iterator in value && !Array.isArray(value) &&
        !ArrayBuffer.isView(value)));
}

/** Iterates to the end, or leaves after `most` values. */
async function collect(
  values: AsyncIterable<unknown>,
  take: (value: unknown) => void | Promise<void>,
  most: number,
): Promise<void> {
  let taken = 0;
  for await (const value of values) {
    const told = take(value);
    if (told) await told;
    if (++taken >= most) return;
  }
}

/** Bytes that were lent, and what they held. */
interface Lent {
  readonly bytes: Uint8Array;
  readonly base64: string;
}

/** Bytes that a call has resolved to, told a callback, or yielded. */
interface Result extends Lent {
  readonly call: number;
}

/** The bytes that a value is, or has as a member. */
function heldIn(value: unknown, call: number): Result[] {
  const values = value instanceof Uint8Array
    ? [value]
    : Object.values(Object(value));
  const held: Result[] = [];
  // By place: the methods of lists are the exercise's to replace.
  for (let place = 0; place < values.length; place++) {
    const bytes = values[place];
    if (!(bytes instanceof Uint8Array)) continue;
    held[held.length] = { call, bytes, base64: natives.toBase64(bytes) };
  }
  return held;
}

/** Whether bytes that were lent do not hold any more what they held. */
function changed(lent: readonly Lent[]): boolean {
  for (let place = 0; place < lent.length; place++) {
    const { bytes, base64 } = lent[place]!;
    if (natives.toBase64(bytes) !== base64) return true;
  }
  return false;
}

/** What an error has beside its name and its message. */
function membersOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  const { $error: _, message: __, ...members } = carry(error) as Record<
    string,
    unknown
  >;
  return members;
}
