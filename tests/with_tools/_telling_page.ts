import { EventLog, type RouteHandler, routes } from "kernel";
import type { Page } from "playwright-core";
import { until } from "./_chromium.ts";
import { servePage, shownNotifications } from "./_push_page.ts";

/** What a worker does with notifications and pages, told when it is done. */
const TELL = `
  function tell({ prototype }, method) {
    const original = prototype[method];
    prototype[method] = async function (...args) {
      const result = await original.apply(this, args);
      await fetch("told", { method: "POST", body: method });
      return result;
    };
  }
  tell(ServiceWorkerRegistration, "showNotification");
  tell(WindowClient, "focus");
  tell(Clients, "openWindow");`;

/** A lesson's page whose worker tells what it has done. */
export interface TellingPage extends AsyncDisposable {
  readonly url: URL;
  /** Such as `showNotification`, `focus` or `openWindow`, in their order. */
  readonly told: readonly string[];
}

/** Serves the lesson's page with this service worker, and more if need be. */
export async function serveTellingPage(
  worker: string,
  more: Record<string, RouteHandler> = {},
): Promise<TellingPage> {
  const told: string[] = [];
  const handler = routes({
    ...more,
    "POST /told": async (request) => {
      told.push(await request.text());
      return new Response(null, { status: 204 });
    },
  });
  const log = new EventLog();
  const server = await servePage(log, `${TELL}\n${worker}`, handler);
  return Object.assign(server, { told });
}

/**
 * Waits until the worker has shown something so many times; returns `title: body`
 * of what is there then, sorted. It may not be asked for earlier: Chromium forgets
 * notifications that it is just about to show when a page asks for all.
 */
export async function shown(
  tab: Page,
  { told }: TellingPage,
  times: number,
): Promise<string[]> {
  const count = () => told.filter((what) => what === "showNotification").length;
  await until(`notification ${times}`, () => count() === times);
  return await tab.evaluate(shownNotifications(0));
}
