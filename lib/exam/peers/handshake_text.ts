import { Buffer } from "node:buffer";
import { shorten } from "../../text/shorten.ts";
import type { Random } from "../random/random.ts";
import { headerByHand } from "./request_text.ts";
import type { HandshakeInit } from "./handshake_init.ts";
import { shellQuoted, urlQuoted } from "../text/shell_quoted.ts";

/** The client's half of a handshake as it is sent (RFC 6455, section 4.1). */
export function handshakeText(
  target: string,
  port: number,
  init: HandshakeInit & { readonly key: string },
): string {
  const usual = { Host: `127.0.0.1:${port}`, ...usualFields(init) };
  const lines = fields(usual, init).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  const { method = "GET" } = init;
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** The key of the norm's example (RFC 6455, section 1.3): by hand any will do. */
const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

/** The same with curl: it shows the answer's head, and then the raw frames. */
export function handshakeByHand(
  target: string,
  init: HandshakeInit,
): string {
  const { method = "GET" } = init;
  const usual = usualFields({ key: sampleKey, ...init });
  const options = fields(usual, init).map(([name, value]) =>
    headerByHand(name, value)
  );
  const verb = method === "GET" ? [] : ["-X", shellQuoted(method)];
  return ["curl -i -N --http1.1", ...verb, ...options, urlQuoted(target)]
    .join(" ");
}

function usualFields(
  { key, protocols }: HandshakeInit & { readonly key: string },
): Record<string, string | undefined> {
  return {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Protocol": protocols,
  };
}

/** All lines in order; a name that the check gives, in any case, replaces the usual one. */
function fields(
  usual: Record<string, string | undefined>,
  { headers = {} }: HandshakeInit,
): [string, string][] {
  const given = Object.entries(headers);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(usual).filter(([name]) =>
    !names.has(name.toLowerCase())
  );
  return [...kept, ...given].flatMap(([name, value]) =>
    value === undefined
      ? []
      : [value].flat().map((one): [string, string] => [name, one as string])
  );
}

/** Sixteen bytes, drawn from the seed, in base64. */
export function drawnKey(random: Random): string {
  return Buffer.from(
    Array.from({ length: 16 }, () => random.integer(0, 255)),
  ).toString("base64");
}

/** Names the header fields that are not the usual ones. */
export function fieldsNote({ headers = {}, protocols }: HandshakeInit): string {
  const fields = Object.entries({
    ...(protocols === undefined ? {} : { "Sec-WebSocket-Protocol": protocols }),
    ...headers,
  });
  const notes = fields.map(([name, value]) =>
    value === undefined ? `no ${name}` : `${name}: ${value}`
  );
  return notes.length === 0 ? "" : ` with ${shorten(notes.join(", "))}`;
}
