/**
 * A push service on this machine, so that push can be learnt without a vendor's
 * account: senders speak RFC 8030 with it over HTTP, and identify themselves by
 * RFC 8292 (VAPID); what they send is encrypted by RFC 8291 and never read here.
 *
 * It differs from RFC 8030 where all services in use do. Messages are delivered by
 * WebSocket, in the protocol of Mozilla's autopush, which Firefox speaks: section 6
 * delivers them by HTTP/2 server push, which browsers have given up. Receipts
 * (section 5.1) and subscription sets (section 4.1) are left out.
 *
 * `userAgent` is a browser's part in it, for where there is no browser.
 *
 * @example Usage
 * ```ts
 * import { pushService, userAgent } from "push_service";
 * import webpush from "web-push";
 *
 * await using service = await pushService();
 * await using agent = await userAgent(service.socketUrl);
 * const vapid = webpush.generateVAPIDKeys();
 * const subscription = await agent.subscribe({
 *   applicationServerKey: vapid.publicKey,
 * });
 *
 * const { endpoint, method, headers, body } = webpush.generateRequestDetails(
 *   subscription,
 *   "hello",
 *   { TTL: 60, vapidDetails: { subject: "mailto:ada@example.com", ...vapid } },
 * );
 * await (await fetch(endpoint, { method, headers, body })).body?.cancel();
 * for await (const { text } of agent.messages()) {
 *   console.log(text); // hello
 *   break;
 * }
 * ```
 *
 * @module
 */
export * from "./fault.ts";
export * from "./push_request.ts";
export * from "./push_service.ts";
export * from "./push_subscription_json.ts";
export * from "./received_message.ts";
export * from "./urgency.ts";
export * from "./user_agent.ts";
export * from "./user_agent_state.ts";
