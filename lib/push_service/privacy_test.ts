import { assert, assertEquals, assertFalse } from "@std/assert";
import { encodeBase64 } from "@std/encoding/base64";
import { encodeHex } from "@std/encoding/hex";
import { spy } from "@std/testing/mock";
import { Scene } from "./_scene.ts";

const TEXT = "When I grow up, I want to be a watermelon";

/** How a text, or a part of it, looks in what was written down. */
function forms(text: string): string[] {
  const inside = [0, 1, 2].map((skipped) => text.slice(skipped));
  // Three characters become four of base64, wherever they begin.
  const base64 = inside.map((part) => encodeBase64(part).slice(0, 16));
  return [text, ...base64, encodeHex(new TextEncoder().encode(text))];
}

/** All that the service wrote into its file, whatever the file's name ends in. */
async function filed(folder: string): Promise<string> {
  let all = "";
  for await (const { name } of Deno.readDir(folder)) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    all += new TextDecoder("latin1").decode(bytes);
  }
  return all;
}

Deno.test("the service never sees the text, nor what could decrypt it", async () => {
  const folder = await Deno.makeTempDir();
  using sent = spy(WebSocket.prototype, "send");
  const scene = await Scene.open({ file: `${folder}/push.sqlite` });
  const { endpoint, keys } = scene.subscription;
  const [secret] = Object.values(scene.agent.state.subscriptions);
  try {
    let file = "";
    await scene.away(async () => {
      await scene.send(TEXT);
      file = await filed(folder);
    });
    const spoken = sent.calls.map(({ args }) => String(args[0])).join("\n");
    const learnt = JSON.stringify(scene.service.requests);
    const seen = file + spoken + learnt;

    // What is looked for would be found: the endpoint is in each of the three.
    const token = endpoint.slice(-32);
    for (const where of [file, spoken, learnt]) assert(where.includes(token));
    for (const form of forms(TEXT)) assertFalse(seen.includes(form), form);
    for (const key of [secret!.privateKey, keys.auth, keys.p256dh]) {
      assertFalse(seen.includes(key));
    }
    assertEquals(await scene.texts(1), [TEXT]);
  } finally {
    await scene[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  }
});
