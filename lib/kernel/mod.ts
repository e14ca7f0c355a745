/**
 * What every lesson stands on and no lesson teaches: a server that always stops,
 * routes, problem documents and the event log of the message board.
 *
 * @example Usage
 * ```ts
 * import { EventLog, routes, serve } from "kernel";
 *
 * const log = new EventLog();
 * const table = { "GET /messages": () => Response.json(log.since(0)) };
 * await using board = await serve(routes(table));
 * await (await fetch(new URL("messages", board.url))).json();
 * ```
 *
 * @module
 */
export * from "./cursor_error.ts";
export * from "./event_log.ts";
export * from "./message.ts";
export * from "./problem.ts";
export * from "./routes.ts";
export * from "./serve.ts";
