/** What the learner's process of `try` is told to do. */
export interface TryOrder {
  /** What the file is: "server", "program", "client", "function" or "worker". */
  readonly kind: string;
  /** The learner's file, as a URL. */
  readonly file: string;
  /** The name under which it exports what is run. */
  readonly exports: string;
  /** Where to report to. */
  readonly control: string;
  /** The port to listen on, or the board to listen to. */
  readonly target: string;
  /** Whether `POST /messages` is the learner's business. */
  readonly takesPosts: boolean;
  /** What a function is called with, in the forms of `wire_values.ts`. */
  readonly call: readonly unknown[];
  /** The path of the stream that a class is given; empty for what is none. */
  readonly stream: string;
  /** What a client or a program is given beside the address or the listener. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The option of a program that is a function over the bytes of a WebSocket; empty for none. */
  readonly converse: string;
  /** How often a client that speaks publishes something, in milliseconds; 0 for never. */
  readonly publishEveryMs: number;
  /** Whether a server is given a `storage`. */
  readonly storage: boolean;
  /** What that storage holds at the beginning. */
  readonly saved: readonly unknown[];
  /** What a service worker is pushed. */
  readonly pushes: readonly (string | null)[];
}
