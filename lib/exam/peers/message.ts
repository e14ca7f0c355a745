import type { Message } from "kernel";
import { epochMs } from "../limits.ts";

/** Returns a message as a board would send it, for scripts of a peer. */
export function message(id: number, text = `message ${id}`): Message {
  return { id, at: epochMs + id, from: "examiner", text };
}
