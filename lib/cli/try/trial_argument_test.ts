import { assertEquals } from "@std/assert";
import { kindForms, showTrialArgument } from "./trial_argument.ts";

const jwk = {
  kty: "EC",
  crv: "P-256",
  x: "JXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzE",
  y: "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
};

Deno.test("an argument is written in the forms of the kinds, also inside of others", () => {
  const others = [{ $url: "messages" }, { salt: { $bytes: "AQI=" } }, null, 1];
  const argument = ["text", others, {
    stream: { $pieces: ["a", [98, 255]] },
    to: [{ agent: { $plainAgent: true } }],
  }];
  assertEquals(kindForms(argument), ["text", others, {
    stream: { $chunks: ["YQ==", "Yv8="] },
    to: [{ agent: { $agent: true } }],
  }]);
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
