// One controller, aborted with the error that is to be thrown; the body is read by a reader.
/** Options for {@linkcode askOnce}. */
export interface Options {
  /**
   * What to do at the address.
   *
   * @default {"GET"}
   */
  method?: "GET" | "POST";
  /**
   * What a `POST` carries: JSON, as text.
   *
   * @default {undefined} Nothing.
   */
  body?: string;
  /**
   * Sent as `Idempotency-Key` with a `POST`, so that the server can tell a
   * repetition.
   *
   * @default {undefined} The `POST` must not be repeated.
   */
  key?: string;
  /**
   * Limit of the whole call, to the last byte of the answer, in milliseconds.
   *
   * @default {2_000}
   */
  limitMs?: number;
  /**
   * Bytes of the answer's body, at most.
   *
   * @default {65_536}
   */
  bytesMax?: number;
  /**
   * Ends the call.
   *
   * @default {undefined} Only an answer, an error or the limit ends it.
   */
  signal?: AbortSignal;
}

/** No whole answer came within the limit. */
export class TimeLimitError extends Error {
  override name = "TimeLimitError";
}

/** There was no connection, or it broke before the whole answer had come. */
export class NetworkError extends Error {
  override name = "NetworkError";
}

/** The server refused or failed. */
export class HttpError extends Error {
  override name = "HttpError";

  /** Keeps the status of the answer. */
  constructor(readonly status: number) {
    super(`Cannot get an answer: the server said ${status}`);
  }
}

/** The body of the answer was longer than allowed. */
export class BodyTooLargeError extends Error {
  override name = "BodyTooLargeError";
}

export async function askOnce(
  url: URL,
  options: Options = {},
): Promise<string> {
  const { limitMs = 2_000, signal } = options;
  const controller = new AbortController();
  const leave = () => controller.abort(signal!.reason);
  signal?.addEventListener("abort", leave);
  const timer = setTimeout(
    () => controller.abort(new TimeLimitError(`Over after ${limitMs} ms`)),
    limitMs,
  );
  try {
    const exchange = new Exchange(url, options, controller);
    return await exchange.attempt(mayRepeat(options) ? 2 : 1);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

function mayRepeat({ method, key }: Options): boolean {
  return method !== "POST" || key !== undefined;
}

class Exchange {
  readonly #request: Request;
  readonly #controller: AbortController;
  readonly #bytesMax: number;

  constructor(url: URL, options: Options, controller: AbortController) {
    const { method = "GET", body, key, bytesMax = 65_536 } = options;
    const headers = method === "GET" ? {} : {
      "Content-Type": "application/json; charset=utf-8",
      ...(key === undefined ? {} : { "Idempotency-Key": key }),
    };
    this.#request = new Request(url, {
      method,
      headers,
      body: method === "GET" ? null : body ?? null,
    });
    this.#controller = controller;
    this.#bytesMax = bytesMax;
  }

  async attempt(left: number): Promise<string> {
    const { signal } = this.#controller;
    try {
      const response = await fetch(this.#request.clone(), { signal });
      if (!response.ok) this.#end(new HttpError(response.status));
      const length = Number(response.headers.get("content-length"));
      if (length > this.#bytesMax) {
        this.#end(new BodyTooLargeError("Too large"));
      }
      return await this.#read(response.body);
    } catch {
      if (signal.aborted) throw signal.reason;
      if (left === 1) throw new NetworkError("No whole answer");
      return await this.attempt(left - 1);
    }
  }

  async #read(body: ReadableStream<Uint8Array> | null): Promise<string> {
    const reader = body?.getReader();
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    for (;;) {
      const { value } = await reader?.read() ?? {};
      if (value === undefined) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > this.#bytesMax) this.#end(new BodyTooLargeError("Too large"));
      text += decoder.decode(value, { stream: true });
    }
  }

  /** Aborting gives the connection up, whatever is left of the body. */
  #end(error: Error): never {
    this.#controller.abort(error);
    throw error;
  }
}
