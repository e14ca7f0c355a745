/** What connections take of each write, and what a function draws and keeps. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { verdictOf } from "../_grade_source.ts";

const program = { kind: "program", exports: "serve" } as const;
const func = { kind: "function", exports: "draw" } as const;

const hello = (rest: string) => `
export async function serve(listener: Deno.TcpListener, { stop }: any) {
  stop.addEventListener("abort", () => listener.close());
  for await (const connection of listener) {
    await connection.read(new Uint8Array(1_024));
    const bytes = new TextEncoder().encode("HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi");
    ${rest}
    connection.closeWrite().then(() => connection.close(), () => {});
  }
}`;

Deno.test("a write takes what the line takes, and the rest is the program's", async () => {
  const whole = hello(
    "for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));",
  );
  const half = hello("await connection.write(bytes);");
  for (const [source, text] of [[whole, "hi"], [half, undefined]] as const) {
    const verdict = await verdictOf(source, async ({ server, expect }) => {
      await server.line(7);
      const answer = await server.get("/");
      expect(answer.head !== undefined && answer.text === "hi", {
        expected: "hi",
        got: "less",
      });
    }, program);
    if (text === undefined) assertStringIncludes(verdict, "hi: less");
    else assertEquals(verdict, "pass");
  }
});

Deno.test("a line that takes nothing holds a write until it takes again, or the connection is closed", async () => {
  const source = hello(`
    const timer = setTimeout(() => connection[Symbol.dispose](), 1_000);
    await connection.write(bytes).catch(({ name }: Error) => console.log(name));
    clearTimeout(timer);`);
  const verdict = await verdictOf(source, async ({ server, clock }) => {
    await server.line(0);
    const one = await server.get("/");
    one.expectPending();
    await server.line();
    await one.expectStatus(200);
    await server.line(0);
    await server.get("/");
    await clock.advance(1_000);
    await server.stop();
    await server.expectFinished();
  }, program);
  assertEquals(verdict, "pass");
});

Deno.test("what a function draws and computes is counted, and what it keeps and overwrites is seen", async () => {
  const source = `
const room = new Uint8Array(4);
const known = new Set<unknown>();
export async function draw(bytes: Uint8Array, who: { name: string }) {
  const again = known.has(who);
  known.add(who);
  if (again) return [Math.random() < 2, bytes.byteOffset];
  await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  crypto.getRandomValues(room);
  return room;
}`;
  const verdict = await verdictOf(source, async ({ callee, expect }) => {
    const ada = { $kept: "ada", value: { name: "ada" } };
    const bytes = { $bytes: "AQID", $offset: 5 };
    const first = await callee.call(bytes, ada);
    const second = await callee.call(bytes, ada);
    await second.expectResult([true, 5]);
    const before = first.changed;
    const third = await callee.call(bytes, { name: "ada" });
    const used = [
      first.used("crypto.getRandomValues", "generateKey"),
      first.used("Math.random"),
      second.used("Math.random"),
      third.used("Math.random", "sign"),
    ];
    expect(used.join() === "2,0,1,0" && !before && first.changed, {
      expected: "2,0,1,0 and a changed result",
      got: `${used.join()}, ${before}, ${first.changed}`,
    });
  }, func);
  assertEquals(verdict, "pass");
});

Deno.test("what a function tells a callback and wipes afterwards is seen", async () => {
  const source = `
export function tell(observe: (bytes: unknown) => void, wipes: boolean) {
  const buffer = Uint8Array.of(1, 2).buffer;
  observe(buffer);
  if (wipes) new Uint8Array(buffer).fill(0);
}`;
  const verdict = await verdictOf(source, async ({ callee, expect }) => {
    const observe = { $callback: "observe" };
    const kept = await callee.call(observe, false);
    const wiped = await callee.call(observe, true);
    expect(!kept.changed && wiped.changed, {
      expected: "only the second call to change what it told",
      got: `${kept.changed}, ${wiped.changed}`,
    });
  }, { ...func, exports: "tell" });
  assertEquals(verdict, "pass");
});
