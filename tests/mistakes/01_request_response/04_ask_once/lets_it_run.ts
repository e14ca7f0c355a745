// Caught by: gives a silent server up after 2,000 ms, and not before
// Misconception: The race is over when one has won, and the others stop running.
// Says: the connection given up at the limit
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

/** Sends one request, at most twice, and resolves to the text of the answer's body. */
export async function askOnce(
  url: URL,
  options: Options = {},
): Promise<string> {
  const { method = "GET", key, limitMs = 2_000 } = options;
  // Made once: the caller's patience covers both attempts.
  const limit = AbortSignal.timeout(limitMs);
  const repeatable = method === "GET" || key !== undefined;
  try {
    return await attempt(url, options, limit);
  } catch (error) {
    if (!(error instanceof NetworkError && repeatable)) throw error;
    return await attempt(url, options, limit);
  }
}

/** One request and its whole answer. */
async function attempt(
  url: URL,
  options: Options,
  limit: AbortSignal,
): Promise<string> {
  const { signal, bytesMax = 65_536 } = options;
  const over = AbortSignal.any(signal ? [signal, limit] : [limit]);
  try {
    const { promise, reject } = Promise.withResolvers<never>();
    over.addEventListener("abort", () => reject(over.reason));
    const response = await Promise.race([
      fetch(url, requestOf(options)),
      promise,
    ]);
    if (response.ok) {
      return await Promise.race([readText(response, bytesMax), promise]);
    }
    // Else the connection stays open until the server has sent what nobody reads.
    await response.body?.cancel();
    throw new HttpError(response.status);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (error instanceof BodyTooLargeError) throw error;
    // Reading throws whatever ended it. Ask the two signals; what remains is the network.
    if (signal?.aborted) throw signal.reason;
    if (limit.aborted) {
      throw new TimeLimitError("No whole answer within the limit");
    }
    throw new NetworkError("The connection broke", { cause: error });
  }
}

function requestOf({ method = "GET", body, key }: Options): RequestInit {
  if (method === "GET") return { method };
  const headers = new Headers({ "content-type": "application/json" });
  if (key !== undefined) headers.set("idempotency-key", key);
  return { method, headers, body: body ?? null };
}

/** The body, as long as it has at most `bytesMax` bytes. */
async function readText(
  response: Response,
  bytesMax: number,
): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Throwing leaves the loop, and leaving the loop cancels the body.
    if (bytes > bytesMax) {
      throw new BodyTooLargeError(`The body has more than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return await new Blob(chunks).text();
}
