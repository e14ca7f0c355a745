import { assertEquals, assertMatch } from "@std/assert";
import { FILE, LESSON, tryUntil } from "./_try_until.ts";

Deno.test("try dispatches events to a service worker, whatever it throws", async () => {
  const lines = await tryUntil(
    {
      [FILE]: `
      export function handler(scope) {
        scope.onpush = (event) => {
          const { from, text } = event.data.json();
          event.waitUntil(scope.registration.showNotification(from, { body: text }));
        };
        scope.onnotificationclick = (event) => event.notification.close();
        scope.onpushsubscriptionchange = (event) => event.waitUntil(
          fetch(new URL("messages", scope.registration.scope))
            .then((response) => response.text())
            .then(() => Promise.reject(new RangeError("too late"))),
        );
      }`,
      ...LESSON,
    },
    "worker",
    (line, stop) => {
      if (line.startsWith("It has ended")) stop();
    },
    { pushes: ['{"from":"Ada","text":"Hello"}', null] },
  );
  const told = lines.filter((line) => /^[a-z]+ {3,}/.test(line));
  assertEquals(told, [
    'pushed        {"from":"Ada","text":"Hello"}',
    'shown         "Ada": "Hello", tag ""',
    "ended         waitUntil() was called once",
    "pushed        (no payload)",
    "ended         waitUntil() was called 0 times",
    "clicked       the last notification",
    "closed        notification 1",
    "ended         waitUntil() was called 0 times",
    "changed       the subscription: the old one is gone",
    "ended         waitUntil() was called once; rejected with RangeError: too late",
  ]);
  const text = lines.join("\n");
  assertMatch(text, /^you \| TypeError: Cannot read properties of null/m);
  assertMatch(text, /-> GET \/messages$/m);
});
