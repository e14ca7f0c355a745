import { answer } from "./_answer.ts";
import { openDatabase } from "./_database.ts";
import { Faults } from "./_faults.ts";
import { Ledger } from "./_ledger.ts";
import { listen } from "./_listen.ts";
import { MessageStore } from "./_message_store.ts";
import type { Service } from "./_service.ts";
import { SubscriptionStore } from "./_subscription_store.ts";
import { UserAgents } from "./_user_agents.ts";
import type { Fault } from "./fault.ts";
import type { PushRequest } from "./push_request.ts";

/** Options for {@linkcode pushService}. */
export interface PushServiceOptions {
  /**
   * Port to listen on; 0 takes a free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /**
   * Address to listen on.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: string;
  /** SQLite file for subscriptions and messages; without one they are in memory. */
  readonly file?: string;
  /**
   * The time in milliseconds since the Unix epoch. It decides what has expired.
   *
   * @default {Date.now}
   */
  readonly now?: () => number;
  /**
   * Limit of an encrypted message. RFC 8030 section 7.2 asks for this at least.
   *
   * @default {4096}
   */
  readonly maxBodyBytes?: number;
  /**
   * Limit of how long a message is stored, whatever its `TTL`; four weeks, as at
   * large push services.
   *
   * @default {2_419_200}
   */
  readonly maxTtlSeconds?: number;
  /** Stops the service when it aborts. */
  readonly signal?: AbortSignal;
}

/** A push service that listens; `await using` stops it at the end of the scope. */
export interface PushService extends AsyncDisposable {
  /** Where it listens; ends in "/". */
  readonly url: URL;
  /** Where user agents connect; Firefox's `dom.push.serverURL`. */
  readonly socketUrl: URL;
  /** What it has learnt from the newest 10,000 push messages, the refused ones too. */
  readonly requests: readonly PushRequest[];
  /**
   * Sets how it misbehaves from the next message on, for one endpoint or for all
   * that have no fault of their own; `undefined` makes it well-behaved again.
   */
  misbehave(fault: Fault | undefined): void;
  /**
   * Calls `listener` for each push message, before it is checked and answered;
   * returns the removal.
   */
  onRequest(listener: (request: PushRequest) => void): () => void;
  /** Breaks off all connections, then closes the file. */
  stop(): Promise<void>;
}

/**
 * Starts a push service: RFC 8030 for those who send, with VAPID (RFC 8292), and
 * autopush's WebSocket for those who receive, so that Firefox can be one of them.
 *
 * Resolves when it listens. Rejects with the reason of `signal` if that has
 * aborted, and if the port is taken or the file is not one of its own.
 */
// deno-lint-ignore require-await
export async function pushService(
  options: PushServiceOptions = {},
): Promise<PushService> {
  const {
    port = 0,
    hostname = "127.0.0.1",
    file,
    now = Date.now,
    maxBodyBytes = 4096,
    maxTtlSeconds = 2_419_200,
    signal,
  } = options;
  signal?.throwIfAborted();
  const connections = new AbortController();
  using unfinished = new DisposableStack();
  const database = openDatabase(file);
  unfinished.defer(() => database.close());
  const ledger = new Ledger();
  const faults = new Faults();
  const service: Service = {
    subscriptions: new SubscriptionStore(database),
    messages: new MessageStore(database, now),
    userAgents: new UserAgents(now),
    faults,
    ledger,
    now,
    maxBodyBytes,
    maxTtlSeconds,
    signal: connections.signal,
  };
  const server = listen(
    (request, address) => answer(request, address, service),
    { hostname, port, signal: connections.signal },
  );
  const open = unfinished.move();
  let stopped: Promise<void> | undefined;
  const stop = () => stopped ??= stopAll();
  signal?.addEventListener("abort", stop, { once: true });

  async function stopAll(): Promise<void> {
    signal?.removeEventListener("abort", stop);
    connections.abort();
    await server.finished;
    open.dispose();
  }

  return {
    url: server.url,
    socketUrl: new URL(server.url.href.replace("http:", "ws:")),
    requests: ledger.requests,
    misbehave: (fault) => faults.set(fault),
    onRequest: (listener) => ledger.onRequest(listener),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
