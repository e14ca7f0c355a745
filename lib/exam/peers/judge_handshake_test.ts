import { assertEquals } from "@std/assert";
import type { ResponseHead } from "wire";
import { judgeHandshake } from "./judge_handshake.ts";

// The sample of RFC 6455, section 1.3.
const request = { key: "dGhlIHNhbXBsZSBub25jZQ==", protocol: "" };
const right = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
};

function head(headers: Record<string, string>, status = 101): ResponseHead {
  const reason = status === 101 ? "Switching Protocols" : "OK";
  const lines = Object.entries(headers) as [string, string][];
  return { kind: "response", status, reason, version: "1.1", headers: lines };
}

Deno.test("a right handshake is not drawn", () => {
  assertEquals(judgeHandshake(head(right), request), undefined);
  const spelt = { ...right, Upgrade: "WebSocket", Connection: "x, upgrade" };
  assertEquals(judgeHandshake(head(spelt), request), undefined);
});

Deno.test("the caret stands under the first wrong byte", () => {
  const accept = "s3pPLMBiTxaQ9kYGzzhZRbK-xOo=";
  const drawn = judgeHandshake(
    head({ ...right, "Sec-WebSocket-Accept": accept }),
    request,
  );
  assertEquals(drawn?.split("\n"), [
    "this handshake:",
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK-xOo=",
    `${" ".repeat(45)}^ expected s3pPLMBiTxaQ9kYGzzhZRbK+xOo=`,
  ]);
});

Deno.test("what is missing, and what nobody asked for, are wrong fields", () => {
  const { Upgrade: _, ...rest } = right;
  const headers = { ...rest, "Sec-WebSocket-Protocol": "chat" };
  assertEquals(judgeHandshake(head(headers, 200), request)?.split("\n"), [
    "this handshake:",
    "HTTP/1.1 200 OK",
    "         ^ expected 101",
    "Upgrade: (missing)",
    "         ^ expected websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    "Sec-WebSocket-Protocol: chat",
    "                        ^ nobody offered this",
  ]);
});

Deno.test("the chosen subprotocol is judged byte by byte", () => {
  const offered = { ...request, protocol: "board.v2" };
  const headers = { ...right, "Sec-WebSocket-Protocol": "board.v1" };
  assertEquals(
    judgeHandshake(head(headers), offered)?.split("\n").at(-1),
    `${" ".repeat(31)}^ expected board.v2`,
  );
});
