import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { gradeSource } from "../_grade_source.ts";
import type { Command, Sent } from "../subject/protocol.ts";
import { encodeCommand } from "./encode_command.ts";
import { FrameReader } from "./frames.ts";

const token = "0123456789abcdef";
const runner = fromFileUrl(new URL("../subject/runner.ts", import.meta.url));

/** What a real runner answers to commands, one after the other. */
async function repliesTo(commands: readonly unknown[]): Promise<unknown[]> {
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--quiet", runner],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(token));
  for (const [id, command] of commands.entries()) {
    await writer.write(encodeCommand({ ...command as Command, id } as Sent));
  }
  await writer.close();
  const said: { readonly id?: number }[] = [];
  const frames = new FrameReader(token, {
    begins: () => true,
    frame: (json) => said.push(JSON.parse(new TextDecoder().decode(json))),
    stray: () => {},
  });
  for await (const bytes of child.stdout) frames.push(bytes);
  return said.filter(({ id }) => id !== undefined);
}

Deno.test("the runner answers an unknown command with an error that names it", async () => {
  const replies = await repliesTo([
    { do: "toString" },
    { do: "pull" },
    { do: "x".repeat(1_000_000) },
    { do: 5 },
    { do: "jump", ms: 1 },
  ]);
  const errors = replies.slice(0, 4).map((reply) =>
    (reply as { error: { message: string } }).error.message
  );
  assertEquals(errors.slice(0, 2), [
    'Cannot obey: there is no command "toString"',
    'Cannot obey: there is no command "pull"',
  ]);
  assert(errors[2]!.length < 200, `${errors[2]!.length} characters`);
  assertStringIncludes(errors[3]!, '"5"');
  assertEquals(replies[4], { id: 4, value: null });
});

Deno.test("a suite that asks what its kind of subject cannot do is the examiner's fault, in words", async () => {
  const source = "export async function* messages() { yield 1; }";
  const [closed, early] = await gradeSource(source, [
    async ({ client }) => {
      await client.start();
      await client.close();
    },
    async ({ client }) => {
      await client.pull();
    },
  ], { exercise: { kind: "client", exports: "messages" } });
  for (
    const [event, words] of [
      [closed!, 'Cannot send "close": a subject of the kind "client" obeys'],
      [early!, 'Cannot send "pull": a subject that has not begun obeys'],
    ] as const
  ) {
    assertEquals(event.verdict, "harness-error");
    assertStringIncludes(
      JSON.stringify(event.report),
      JSON.stringify(words).slice(1, -1),
    );
  }
});
