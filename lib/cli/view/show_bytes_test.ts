import { assertEquals } from "@std/assert";
import type { WireEvent } from "wire";
import { showBytes } from "./show_bytes.ts";

function say(from: "client" | "server", text: string): WireEvent {
  const bytes = new TextEncoder().encode(text);
  return { kind: "bytes", at: 0, connection: 1, from, bytes };
}

Deno.test("showBytes() shows heads, the empty line and the body of each side", () => {
  const lines = showBytes([
    { kind: "open", at: 0, connection: 1 },
    say("client", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    say("server", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
    say("server", "hello"),
  ], 80);
  assertEquals(lines, [
    "> GET / HTTP/1.1",
    "> Host: a",
    ">",
    "< HTTP/1.1 200 OK",
    "< Content-Length: 5",
    "<",
    "< hello",
  ]);
});

Deno.test("showBytes() breaks lines that are too long, and shows no control codes", () => {
  const lines = showBytes([say("server", "abcdef\x1b")], 6);
  assertEquals(lines, ["< abcd", "< ef\\u", "< 001b"]);
});
