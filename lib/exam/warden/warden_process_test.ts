import { assertEquals, assertRejects } from "@std/assert";

Deno.test("the warden sees to what is left behind when nobody hears its answers", async () => {
  const folder = await Deno.makeTempDir();
  const subject = new Deno.Command(Deno.execPath(), {
    args: ["eval", "await new Promise(() => setInterval(() => {}, 1e6))"],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const warden = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--quiet",
      import.meta.resolve("./warden_process.ts"),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  // As when the examiner was ended between its question and the answer.
  await warden.stdout.cancel();
  const writer = warden.stdin.getWriter();
  const lines = [`watch ${subject.pid} 1e12`, `remove ${folder}`, "forget 1"];
  await writer.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  await writer.close();
  const { code } = await warden.status;
  assertEquals(code, 0);
  assertEquals((await subject.status).signal, "SIGKILL");
  await assertRejects(() => Deno.lstat(folder), Deno.errors.NotFound);
});
