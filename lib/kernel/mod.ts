/**
 * What every lesson stands on and no lesson teaches: a server that always stops,
 * routes, problem documents and the event log of the message board.
 *
 * @example Usage
 * ```ts
 * import { EventLog, routes, serve } from "kernel";
 *
 * const log = new EventLog();
 * await using board = await serve(routes({
 *   "GET /messages": () => Response.json(log.since(0)),
 * }));
 * await fetch(new URL("messages", board.url));
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
