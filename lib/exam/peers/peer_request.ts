import { Buffer } from "node:buffer";
import type { RequestHead } from "wire";
import { shorten } from "../../text/shorten.ts";
import { demand } from "../verdict/demand.ts";
import { quote } from "../text/describe.ts";
import { headersOf } from "./headers_of.ts";
import { readJson, urlOf } from "../text/read_values.ts";
import type { Stage } from "../stage/stage.ts";

/** What the learner's client asks, as far as it came. */
export class PeerRequest {
  readonly #stage: Stage;
  readonly #head: RequestHead;
  readonly #body: Uint8Array[] = [];

  /** When the request came, in ms since the check began. */
  readonly at: number;

  /** A request that has begun to arrive. */
  constructor(stage: Stage, head: RequestHead) {
    this.#stage = stage;
    this.#head = head;
    this.at = stage.clock.now;
  }

  /** Such as `GET`. */
  get method(): string {
    return this.#head.method;
  }

  /** Such as `/messages?since=0`. */
  get target(): string {
    return this.#head.target;
  }

  /** The target without its query. */
  get path(): string {
    return this.#url.pathname;
  }

  /** The query of the target. */
  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** The target as a URL; fails the check when it is none (RFC 9112, section 3.2). */
  get #url(): URL {
    return demand(
      urlOf(this.target, "http://peer/"),
      "a request target that is a path, with or without a query",
      quote(this.target),
    );
  }

  /** The request's headers; fails the check when no `Headers` can hold them. */
  get headers(): Headers {
    return headersOf(
      this.#head.headers,
      `${this.method} ${shorten(this.target)}`,
    );
  }

  /** Whether the request asks for a WebSocket. */
  get upgrade(): boolean {
    return this.headers.get("upgrade")?.toLowerCase() === "websocket";
  }

  /** The request's body so far. */
  get body(): string {
    return Buffer.concat(this.#body).toString("utf8");
  }

  /** The request's body as JSON; undefined when it is none, or nested beyond any use. */
  get json(): unknown {
    return readJson(this.body);
  }

  /** The request's body so far, as bytes. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#body);
  }

  /** A piece of the request's body has arrived. */
  takeBody(bytes: Uint8Array): void {
    this.#body.push(bytes);
  }

  /** The request is complete: the account tells it. */
  told(): void {
    this.#stage.account.tell(`your client sent ${this.method} ${this.target}`);
  }
}
