import { assertEquals, assertNotMatch } from "@std/assert";
import { derivedSeed } from "../random/derived_seed.ts";
import { Random } from "../random/random.ts";
import { shellQuoted, urlQuoted } from "./shell_quoted.ts";

/** What a shell really makes of words, in hexadecimal. */
async function wordsOf(words: readonly string[]): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `printf '%s\\0' ${words.join(" ")}`],
    env: { URL: "http://127.0.0.1:8000" },
  }).output();
  const parts = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout)
    .split("\0");
  return parts.slice(0, -1).map(bytesOf);
}

function bytesOf(text: string): string {
  return new TextEncoder().encode(text).toHex();
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name:
    "shellQuoted() hands every character from 1 to 255 to the shell as it is",
  ignore,
  async fn() {
    const texts = Array.from(
      { length: 255 },
      (_, index) => String.fromCodePoint(index + 1),
    );
    const all = [...texts, ...texts.map((text) => `a${text}b`), texts.join("")];
    assertEquals(await wordsOf(all.map(shellQuoted)), all.map(bytesOf));
  },
});

Deno.test({
  name: "shellQuoted() hands drawn texts to the shell as they are",
  ignore,
  async fn() {
    const seed = Number(Deno.env.get("EXAM_SEED") ?? 4711);
    const random = new Random(derivedSeed(String(seed), "quoting"));
    const pieces = [
      ..."'\"\\$`!;&|<>(){}[]*?~# \n\n\t\r\x1b\x7f\x85éß€🙂\u202e",
    ];
    const all = Array.from({ length: 300 }, () =>
      Array.from(
        { length: random.integer(1, 12) },
        () => pieces[random.integer(0, pieces.length - 1)] ?? "",
      ).join(""));
    assertEquals(
      await wordsOf(all.map(shellQuoted)),
      all.map(bytesOf),
      `seed ${seed}`,
    );
  },
});

Deno.test({
  name: "shellQuoted() runs nothing, and neither does urlQuoted()",
  ignore,
  async fn() {
    const tags = [
      "\"1';touch${IFS}/tmp/never;'\"",
      "$(echo run)",
      "`echo run`",
      "a\nrun",
      "",
    ];
    assertEquals(await wordsOf(tags.map(shellQuoted)), tags.map(bytesOf));
    const targets = [
      "/messages?since=0&limit=2",
      ...tags.map((tag) => `/${tag}`),
    ];
    assertEquals(
      await wordsOf(targets.map(urlQuoted)),
      targets.map((target) => bytesOf(`http://127.0.0.1:8000${target}`)),
    );
  },
});

Deno.test("shellQuoted() writes one line that shows all, plain words as they are", () => {
  const all = String.fromCodePoint(
    ...Array.from({ length: 0x3000 }, (_, code) => code + 1),
  );
  assertNotMatch(shellQuoted(all), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  assertEquals(shellQuoted("../a_b-1.ts"), "../a_b-1.ts");
  assertEquals(urlQuoted("/messages?since=0"), '"$URL/messages?since=0"');
});
