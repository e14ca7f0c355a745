// Started by push_send_bench.ts: sends with 6.2 to COUNT subscriptions at URL,
// IN_FLIGHT at a time, after a hundred one by one. Prints one line of JSON: what
// one message took in both cases, how many were accepted, and how much memory
// was taken at most, beyond what was there before.
import { Agent, get } from "node:https";
import webpush from "web-push";
import { certificate } from "../../lib/exam/peers/peer_certificate.ts";
import { send } from "../../solutions/06_push/02_send.ts";

const [url, count, inFlight] = Deno.args as [string, string, string];
const vapid = {
  subject: "mailto:ada@example.org",
  ...webpush.generateVAPIDKeys(),
};
// Whoever sends to one service again and again keeps its connections.
const agent = new Agent({ ca: certificate, keepAlive: true });

function subscriptions(length: number) {
  const auth = crypto.getRandomValues(new Uint8Array(16))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return Array.from({ length }, (_, at) => ({
    endpoint: new URL(`push/${at}`, url).href,
    keys: { p256dh: webpush.generateVAPIDKeys().publicKey, auth },
  }));
}

/** How many requests were on their way at one time since it was asked last. */
function mostInFlight(): Promise<number> {
  return new Promise((resolve) =>
    get(url, { agent }, (response) => {
      response.on("data", (bytes) => resolve(Number(bytes)));
    })
  );
}

const options = { vapid, agent };
const people = subscriptions(Number(count));

/** Milliseconds for each message. */
async function pace(length: number, inFlight: number): Promise<number> {
  const start = performance.now();
  const list = people.slice(0, length);
  const report = await send(list, "No ferry today", { ...options, inFlight });
  if (report.some(({ outcome }) => outcome !== "accepted")) {
    throw new Error(`Not all of ${length} messages were accepted`);
  }
  return (performance.now() - start) / length;
}

await pace(20, 1); // warms up
const oneByOneMs = await pace(100, 1);
await mostInFlight();
const before = Deno.memoryUsage().rss;
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, Deno.memoryUsage().rss);
}, 5);
const ms = await pace(people.length, Number(inFlight));
clearInterval(watch);
const most = await mostInFlight();
console.log(JSON.stringify({ ms, oneByOneMs, most, bytes: peak - before }));
agent.destroy();
