/**
 * What travelled: records the bytes between two sides and reads HTTP/1.1 out of them.
 *
 * @module
 */
export type * from "./http_head.ts";
export * from "./http_reader.ts";
export * from "./recording.ts";
export type * from "./wire_event.ts";
