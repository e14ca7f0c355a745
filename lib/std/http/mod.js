// @ts-self-types="./mod.d.ts"
// The package's own mod.js imports file_server.js, which imports files that are not shipped.
export * from "npm:deno-std@1.4.0/http/etag.js";
export * from "npm:deno-std@1.4.0/http/negotiation.js";
export * from "npm:deno-std@1.4.0/http/server_sent_event_parse_stream.js";
export * from "npm:deno-std@1.4.0/http/server_sent_event_stream.js";
export * from "npm:deno-std@1.4.0/http/status.js";
