/** What a lesson plays beyond the scenario of all lessons. */
export interface Scenario {
  /** On the board before the client comes. */
  readonly before?: readonly { readonly from: string; readonly text: string }[];
  /** Instead of a few people who talk: somebody who counts. */
  readonly ticker?: {
    /** From one message to the next, in milliseconds. */
    readonly everyMs: number;
    /** How many are published. */
    readonly count: number;
    /** After which of them the open connections are cut, half way to the next. */
    readonly cutAfter?: number;
  };
  /** Whether the client speaks too, both sides at once, and the server restarts in between. */
  readonly duplex?: boolean;
  /** Whether the lesson's server takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /** Whether a push service takes part, and user agents come and go. */
  readonly push?: boolean;
  /** Whether every byte is shown below the diagram. */
  readonly bytes?: boolean;
  /** What the lesson's `cost.ts` is asked for. */
  readonly costs?: {
    /** What is counted: "One minute with six messages". */
    readonly of: string;
    /** Intervals between two polls, in milliseconds. */
    readonly intervalsMs: readonly number[];
  };
}

/** How an exercise is tried, beyond what all of its kind need. */
export interface Trial {
  /** Whether the exercise takes `POST /messages` itself. */
  readonly takesPosts?: boolean;
  /**
   * What to type behind `curl`; `{board}` becomes the address with its last slash, `{handshake}` the headers that open a
   * WebSocket. What a line shows is said before it.
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

/** One exercise of `lessons/catalogue.ts`, as far as the commands need it. */
export interface Exercise {
  /** Stable for ever: "long_polling/time_out". */
  readonly id: string;
  /** "3.2". */
  readonly number: string;
  /** "03_long_polling/02_time_out", the same in every tree, without ".ts". */
  readonly path: string;
  /** What the exercise is called. */
  readonly title: string;
  /** What the learner writes: "server", "client" … */
  readonly kind: string;
  /** The name that the exercise file exports. */
  readonly exports: string;
  /** "core" comes first, "deep" afterwards. */
  readonly track: "core" | "deep";
  /** How long it should take. */
  readonly minutes: number;
  /** "You can …". */
  readonly outcome: string;
  /** How it is tried. */
  readonly trial?: Trial;
}

/** One lesson of `lessons/catalogue.ts`. */
export interface Lesson {
  /** 3. */
  readonly number: number;
  /** "long_polling". */
  readonly id: string;
  /** "03_long_polling". */
  readonly path: string;
  /** What the lesson is called. */
  readonly title: string;
  /** The question that the lesson answers. */
  readonly question: string;
  /** What to take home, one sentence each. */
  readonly points: readonly string[];
  /** Where to read on. */
  readonly readOn: readonly { readonly text: string; readonly url: string }[];
  /** What is played. */
  readonly scenario?: Scenario;
  /** In the order of their numbers. */
  readonly exercises: readonly Exercise[];
}

/**
 * Loads the list of lessons by its path, as `lib/` may not import `lessons/`.
 *
 * @param root The folder that holds `lessons/`, ending in "/"
 */
export async function loadCatalogue(root: URL): Promise<readonly Lesson[]> {
  const file = new URL("lessons/catalogue.ts", root).href;
  const { catalogue }: { catalogue: readonly Lesson[] } = await import(file);
  return catalogue;
}

/** The file in which the learner writes, from the root: "exercises/….ts". */
export function exerciseFile(exercise: Exercise): string {
  return `exercises/${exercise.path}.ts`;
}

/** The last part of the id: "time_out". */
export function shortName(exercise: Exercise): string {
  return exercise.id.slice(exercise.id.lastIndexOf("/") + 1);
}

/** How an exercise is called in every output: "3.2 Time out". */
export function label({ number, title }: Exercise): string {
  return `${number} ${title}`;
}

/** Core exercises first, else in the order of the lesson. */
export function inOrder(exercises: readonly Exercise[]): Exercise[] {
  return [
    ...exercises.filter((exercise) => exercise.track === "core"),
    ...exercises.filter((exercise) => exercise.track !== "core"),
  ];
}
