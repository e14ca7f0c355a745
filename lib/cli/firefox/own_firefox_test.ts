import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { fakeKit } from "../_fake_kit.ts";
import { isFile } from "../kit/find_program.ts";
import { ownFirefox } from "./own_firefox.ts";

/** Says where its profile is, and keeps running. */
const FAKE = `#!/bin/sh
cp "$3/user.js" "$(dirname "$0")/user.js"
echo "$@" > "$(dirname "$0")/said"
exec sleep 60
`;

Deno.test({
  name: "ownFirefox() starts with its preferences, and removes its profile",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using kit = await fakeKit({ firefox: FAKE });
    const file = (name: string) => fromFileUrl(new URL(name, kit.root));
    await Deno.chmod(file("firefox"), 0o755);
    let profile = "";
    {
      await using firefox = await ownFirefox(file("firefox"), { "a.b": 1 });
      const watcher = Deno.watchFs(fromFileUrl(kit.root));
      const ended = firefox.open(new URL("http://localhost:1/"));
      assertEquals(firefox.running, true);
      for await (const _ of watcher) if (isFile(file("said"))) break;
      const read = () => Deno.readTextFile(file("said"));
      let words = await read();
      while (!words.endsWith("\n")) words = await read();
      const [remote, flag, folder, page] = words.trim().split(" ");
      assertEquals([remote, flag], ["--no-remote", "--profile"]);
      assertEquals(page, "http://localhost:1/");
      profile = folder!;
      const preferences = await Deno.readTextFile(file("user.js"));
      assertStringIncludes(preferences, 'user_pref("a.b", 1);\n');
      await firefox[Symbol.asyncDispose]();
      await ended;
      assertEquals(firefox.running, false);
    }
    assertEquals(isFile(`${profile}/user.js`), false);
  },
});
