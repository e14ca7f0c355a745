/**
 * Stands in for the board that a learner's tests import: the board itself runs
 * in another process, so that it can be known by what it does alone.
 *
 * @module
 */
import type { EventLog } from "kernel";

// As they are before the learner's file is imported; time alone is the learner's.
const { fetch, Response } = globalThis;
const { stringify, parse } = JSON;
const address = `http://127.0.0.1:${Deno.args[0]}/`;
let boards = 0;

/** What the other process answers. */
type Reply =
  | { readonly error: { readonly name: string; readonly message: string } }
  | {
    readonly status: number;
    readonly headers: [string, string][];
    readonly base64: string;
  };

/** The board of 2.1 and 2.4 in one, as its users know it. */
export function handler(
  log: EventLog,
): (request: Request) => Promise<Response> {
  const board = ++boards;
  return async (request) => {
    // What holds at the moment of the call, whatever happens meanwhile.
    const state = {
      board,
      now: Date.now(),
      oldest: log.oldest,
      messages: log.since(0),
      newest: log.newest,
    };
    const { method, url, headers } = request;
    const body = request.body === null ? null : await request.text();
    const asked = { method, url, headers: [...headers], body };
    return await ask({ ...state, request: asked });
  };
}

async function ask(question: unknown): Promise<Response> {
  const init = { method: "POST", body: stringify(question) };
  const response = await fetch(address, init);
  const reply = parse(await response.text()) as Reply;
  if ("error" in reply) {
    const { name, message } = reply.error;
    throw Object.assign(new Error(message), { name });
  }
  const { status, headers, base64 } = reply;
  const body = base64 === "" ? null : Uint8Array.fromBase64(base64);
  return new Response(body, { status, headers });
}
