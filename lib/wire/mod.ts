/**
 * What travelled: records the bytes between two sides, reads exchanges out of them, and draws and counts these.
 *
 * @module
 */
export type * from "./cast.ts";
export type * from "./exchange.ts";
export * from "./exchanges.ts";
export * from "./first_and_last.ts";
export * from "./frame_bytes.ts";
export * from "./frame_label.ts";
export * from "./growing_diagram.ts";
export type * from "./http_head.ts";
export * from "./http_reader.ts";
export * from "./meter.ts";
export * from "./opcode_name.ts";
export * from "./on_exchange.ts";
export * from "./recording.ts";
export * from "./running_meter.ts";
export * from "./sequence_diagram.ts";
export * from "./tap.ts";
export * from "./web_socket_accept.ts";
export type * from "./web_socket_frame.ts";
export * from "./web_socket_frame_reader.ts";
export type * from "./wire_event.ts";
