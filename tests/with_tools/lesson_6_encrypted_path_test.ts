import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import webpush from "web-push";
import {
  type Options,
  send,
  type Subscription,
} from "../../solutions/06_push/02_send.ts";
import {
  type Browsing,
  type OwnChromium,
  testWithOwnChromium,
  until,
} from "./_chromium.ts";
import { testOnDesktop } from "./_desktop.ts";
import { GcmStandIn } from "./_gcm_stand_in.ts";
import { naiveWorker, solvedWorker } from "./_push_page.ts";
import { serveTellingPage, shown, type TellingPage } from "./_telling_page.ts";

/** After how long what has not happened never will. */
const MAX_WAIT_MS = 60_000;

const ADA = '{"id":1,"at":0,"from":"ada","text":"Good morning"}';
const FALLBACK = "Message board: There is something new on the board";

async function says(tab: Page, words: RegExp): Promise<void> {
  await tab.getByRole("status").filter({ hasText: words })
    .waitFor({ timeout: MAX_WAIT_MS });
}

/** The lesson's page, subscribed through a stand-in for Google's services. */
interface Stage extends Browsing {
  readonly served: TellingPage;
  readonly google: GcmStandIn;
  readonly vapid: Options["vapid"];
  readonly subscription: Subscription;
}

async function openStage(
  { keep, start }: OwnChromium,
  worker: string,
  env: Record<string, string> = {},
): Promise<Stage> {
  const google = keep(new GcmStandIn());
  const keys = webpush.generateVAPIDKeys();
  const told = Promise.withResolvers<Subscription>();
  const served = keep(
    await serveTellingPage(worker, {
      "GET /subscriptions/key": () => new Response(keys.publicKey),
      "POST /subscriptions": async (request) => {
        told.resolve(await request.json());
        return new Response(null, { status: 201 });
      },
    }),
  );
  const { switches } = google;
  const browsing = await start({
    switches,
    permissions: ["notifications"],
    env,
  });
  await browsing.page.goto(served.url.href);
  await browsing.page.getByRole("button", { name: "Notify me" }).click();
  await says(browsing.page, /will notify you/);
  const vapid = { subject: "mailto:ada@example.com", ...keys };
  return {
    ...browsing,
    served,
    google,
    vapid,
    subscription: await told.promise,
  };
}

testWithOwnChromium(
  "Chromium decrypts what npm:web-push and 6.2 send, and 6.3 shows it",
  async (chromium) => {
    const stage = await openStage(chromium, await solvedWorker());
    const { page, served, google, vapid, subscription } = stage;
    const { agent } = google;
    assertMatch(
      subscription.endpoint,
      /^https:\/\/jmt17\.google\.com\/fcm\/send\/[\w-]+$/,
    );
    const options = { TTL: 60, vapidDetails: vapid, agent };
    const { statusCode } = await webpush
      .sendNotification(subscription, ADA, options);
    assertEquals(statusCode, 201);
    assertEquals(await shown(page, served, 1), ["ada: Good morning"]);

    const text = "港".repeat(1_310);
    const long = JSON.stringify({ id: 2, at: 0, from: "ben", text });
    const [delivery] = await send([subscription], long, { vapid, agent });
    assertEquals(delivery?.outcome, "accepted");
    assertEquals(await shown(page, served, 2), [
      "ada: Good morning",
      `ben: ${text}`,
    ]);
    const read = google.bodies.map((body) => new TextDecoder().decode(body));
    assert(!read.some((body) => /Good|港/.test(body)));

    await send([subscription], "{", { vapid, agent });
    assertEquals((await shown(page, served, 3))[0], FALLBACK);
    await webpush.sendNotification(subscription, null, options);
    assertEquals((await shown(page, served, 4))[1], FALLBACK);
  },
);

testWithOwnChromium(
  "Chromium gives its subscription up, and 6.2 hears that it is gone",
  async (chromium) => {
    const stage = await openStage(chromium, naiveWorker);
    const { page, google, vapid, subscription } = stage;
    const { agent } = google;
    const other = { ...vapid, ...webpush.generateVAPIDKeys() };
    const [refused] = await send([subscription], ADA, { vapid: other, agent });
    assertEquals(refused?.outcome, "rejected");
    await page.getByRole("button", { name: "Forget me" }).click();
    await says(page, /forgotten/); // its push service may hear of it later
    await until("the end", () => !google.knows(subscription.endpoint));
    const [late] = await send([subscription], ADA, { vapid, agent });
    assertEquals(late?.outcome, "gone");
  },
);

testOnDesktop(
  "Chromium says something of its own when the worker of lesson 6 shows nothing",
  async (chromium, desktop) => {
    const stage = await openStage(chromium, naiveWorker, desktop.env);
    const { page, google: { agent }, vapid, subscription } = stage;
    await page.goto("about:blank"); // who looks at the page needs no notification
    await send([subscription], "{", { vapid, agent });
    const { title, body } = await desktop.shown();
    assertEquals(title, stage.served.url.host);
    assertMatch(body, /This site has been updated in the background/);
    await send([subscription], ADA, { vapid, agent });
    assertEquals((await desktop.shown()).title, "ada");
  },
);
