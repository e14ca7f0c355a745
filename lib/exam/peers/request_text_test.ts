import { assertEquals } from "@std/assert";
import { handshakeByHand } from "./handshake_text.ts";
import { requestByHand } from "./request_text.ts";

Deno.test("requestByHand() writes what a person would", () => {
  assertEquals(
    requestByHand("POST", "/messages?since=0", {
      headers: { "Content-Type": "application/json" },
      body: '{"from":"ada"}',
    }),
    `curl -i -N -X POST -H 'Content-Type: application/json' --data-raw '{"from":"ada"}' "$URL/messages?since=0"`,
  );
});

Deno.test({
  name: "requestByHand() and handshakeByHand() run nothing of a learner's",
  ignore: Deno.build.os === "windows",
  async fn() {
    const evil = [
      `"1';echo\${IFS}run;'"`,
      "`echo run`",
      "$(echo run)",
      "a\necho run\n",
      "\x1b[2J",
    ];
    for (const text of evil) {
      const headers = { "If-None-Match": text };
      for (
        const command of [
          requestByHand("GET", `/${text}`, { headers, body: text }),
          handshakeByHand(`/${text}`, { headers }),
        ]
      ) {
        // In the place of curl: each word of its own on a line, in hexadecimal.
        const { stdout } = await new Deno.Command("sh", {
          args: [
            "-c",
            `curl() { printf '%s\\0' "$@"; }; URL=http://a; ${command}`,
          ],
        }).output();
        const words = new TextDecoder().decode(stdout).split("\0");
        assertEquals(words.includes(`If-None-Match: ${text}`), true, command);
        assertEquals(words.includes(`http://a/${text}`), true, command);
      }
    }
  },
});
