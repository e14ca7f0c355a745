import { assert, assertEquals } from "@std/assert";
import { showTrialArgument, trialArgument } from "./trial_argument.ts";

const jwk = {
  kty: "EC",
  crv: "P-256",
  x: "JXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzE",
  y: "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
};

Deno.test("an argument holds bytes, keys and callbacks, also inside of others", async () => {
  const calls: unknown[] = [];
  const called = (name: string, values: readonly unknown[]) =>
    void calls.push([name, ...values]);
  const argument = ["text", {
    url: { $url: "messages" },
    salt: { $bytes: "AQI=" },
    keyPair: { $keyPair: jwk },
    observe: { $callback: "observe" },
    list: [1, null],
  }];
  const target = "http://127.0.0.1:8000/";
  const [text, options] = await trialArgument(argument, { target, called }) as [
    string,
    Record<string, unknown>,
  ];
  const { url, salt, keyPair, observe, list } = options;
  assertEquals([text, list], ["text", [1, null]]);
  assertEquals(String(url), "http://127.0.0.1:8000/messages");
  assertEquals(salt, Uint8Array.of(1, 2));
  const { privateKey, publicKey } = keyPair as CryptoKeyPair;
  assert(privateKey.type === "private" && publicKey.type === "public");
  (observe as (name: string, value: number) => void)("IKM", 7);
  assertEquals(calls, [["observe", "IKM", 7]]);
});

Deno.test("an argument is shown with its bytes", () => {
  const shown = showTrialArgument({
    salt: { $bytes: "AQI=" },
    keyPair: { $keyPair: jwk },
    observe: { $callback: "observe" },
    text: "a < b",
    agent: { $plainAgent: true },
    to: [{ $browser: "gone" }],
  });
  const wanted =
    '{"salt":<01 02>,"keyPair":<a pair of keys>,"observe":<a function that prints>,' +
    '"text":"a < b","agent":<an agent>,"to":[<a browser that is gone>]}';
  assertEquals(shown, wanted);
});
