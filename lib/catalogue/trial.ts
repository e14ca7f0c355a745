/** How `deno task try n.m` runs an exercise, beyond what all of its kind need. */
export interface Trial {
  /** Whether the exercise takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /**
   * What to type behind `curl`; `{board}` becomes the address, with its last
   * slash, `{handshake}` the headers that open a WebSocket. What a line shows is
   * said before it.
   */
  readonly curl?:
    readonly (string | { readonly shows: string; readonly line: string })[];
  /** Where a WebSocket is opened by hand, and what may be said on it. */
  readonly talk?: { readonly path: string; readonly say: readonly string[] };
  /**
   * What a function is called with. Anywhere in it, `{ $url: "messages" }`
   * becomes that URL of a board, `{ $bytes: "base64" }` bytes, `{ $keyPair: jwk }`
   * keys for ECDH, `{ $callback: "name" }` a function whose calls are shown, and
   * `{ $pieces: ["a", [98, 99]] }` a stream of these pieces in bytes. With a push
   * service: `{ $browser: "there" | "gone" | "slow" | "busy" }` a subscription,
   * `{ $vapid: "mailto:…" }` the keys for it with that contact, and
   * `{ $plainAgent: true }` an agent that reaches it without TLS.
   */
  readonly call?: readonly unknown[];
  /** Whether a server is given `storage`, which is in the kit's memory. */
  readonly storage?: boolean;
  /** What a service worker is pushed; `null` is a push without a payload. */
  readonly pushes?: readonly (string | null)[];
  /** What a client or a program is given beside the address or the listener. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The option of a program that is a function over the bytes of a WebSocket: here an echo. */
  readonly converse?: string;
  /** The id of the exercise whose solution serves a client, instead of the lesson's server. */
  readonly board?: string;
  /** How often a client that speaks publishes something, in milliseconds. */
  readonly publishEveryMs?: number;
  /** After how long a client's board says nothing more and keeps the connection, in milliseconds. */
  readonly silentAfterMs?: number;
  /** For a client that is a class like `EventSource`: the path of the stream that it is given. */
  readonly stream?: string;
  /** Whether the board answers `GET /messages?since=` beside the lesson's server. */
  readonly listsMessages?: boolean;
  /** How often a client's connections are cut, in milliseconds. */
  readonly cutEveryMs?: number;
}
