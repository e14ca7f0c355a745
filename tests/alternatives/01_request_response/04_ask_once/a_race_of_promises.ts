// Outcomes are values until the end, and the limit is a promise in a race.
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

type Outcome = { text: string } | { error: unknown };

export async function askOnce(
  url: URL,
  options: Options = {},
): Promise<string> {
  const { method = "GET", key, limitMs = 2_000, signal } = options;
  const stop = new AbortController();
  const { promise: over, resolve } = Promise.withResolvers<Outcome>();
  const end = (error: unknown) => {
    resolve({ error });
    stop.abort();
  };
  const timer = setTimeout(() => end(new TimeLimitError("Too slow")), limitMs);
  signal?.addEventListener("abort", () => end(signal.reason), { once: true });
  const ask = () => Promise.race([over, attempt(url, options, stop.signal)]);
  let outcome = await ask();
  const again = method === "GET" || key !== undefined;
  if ("error" in outcome && outcome.error instanceof NetworkError && again) {
    outcome = await ask();
  }
  clearTimeout(timer);
  if ("error" in outcome) throw outcome.error;
  return outcome.text;
}

async function attempt(
  url: URL,
  options: Options,
  signal: AbortSignal,
): Promise<Outcome> {
  const { method = "GET", body = null, key, bytesMax = 65_536 } = options;
  const headers: [string, string][] = [["accept", "*/*"]];
  if (method === "POST") headers.push(["content-type", "application/json"]);
  if (method === "POST" && key) headers.push(["idempotency-key", key]);
  try {
    const init = { method, headers, signal };
    const response = await fetch(
      url,
      method === "POST" ? { ...init, body } : init,
    );
    if (response.status >= 300) {
      await response.body?.cancel();
      return { error: new HttpError(response.status) };
    }
    const bytes = await collect(response, bytesMax);
    if (bytes) return { text: new TextDecoder().decode(bytes) };
    return { error: new BodyTooLargeError(`More than ${bytesMax} bytes`) };
  } catch (error) {
    return { error: new NetworkError(String(error)) };
  }
}

async function collect(
  { body }: Response,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  let bytes = new Uint8Array();
  for await (const chunk of body ?? []) {
    const longer = new Uint8Array(bytes.length + chunk.length);
    longer.set(bytes);
    longer.set(chunk, bytes.length);
    if (longer.length > bytesMax) return undefined;
    bytes = longer;
  }
  return bytes;
}
