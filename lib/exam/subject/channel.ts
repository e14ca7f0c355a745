import { encodeFrame, FrameReader } from "../frames.ts";
import { natives } from "./natives.ts";

/** A command of the examiner. */
export interface Command {
  /** Comes back with the reply. */
  readonly id: number;
  /** The name of the command. */
  readonly do: string;
  // deno-lint-ignore no-explicit-any
  readonly [name: string]: any;
}

/** Sends one frame to the examiner. */
export type Send = (value: Record<string, unknown>) => void;

/** Returns the way to the examiner: standard output, in frames. */
export function sender(token: string): Send {
  return (value) => {
    let rest = encodeFrame(token, value);
    while (rest.length > 0) rest = rest.subarray(natives.writeOut(rest));
  };
}

/**
 * Reads commands from standard input until it ends. The examiner is gone
 * then, so the process ends too.
 */
export async function receive(
  token: string,
  obey: (command: Command) => void,
): Promise<never> {
  const reader = new FrameReader(token, {
    frame: (value) => obey(value as Command),
    stray: () => {},
  });
  const chunk = new Uint8Array(64 * 1024);
  const read = Deno.stdin.read.bind(Deno.stdin);
  for (let size = await read(chunk); size !== null; size = await read(chunk)) {
    reader.push(chunk.slice(0, size));
  }
  return natives.exit(0);
}
