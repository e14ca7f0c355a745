import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/04_ask_once", { base: "solution" }, {
  has_one_retry_for_all: {
    caughtBy: "ends every call in its own way, whatever happens",
    misconception: "Asked again once means once.",
    says: "two attempts at most of its own",
    edits: [[
      "if (!(error instanceof NetworkError && repeatable)) throw error;",
      `if (!(error instanceof NetworkError && repeatable)) throw error;
    if (retries-- <= 0) throw error;`,
    ], [
      "/** Sends one request, at most twice",
      `let retries = 1;

/** Sends one request, at most twice`,
    ]],
  },
  asks_the_reason: {
    caughtBy: "rejects with the signal's own reason, whatever it is",
    misconception: "A signal that has aborted has a reason that is something.",
    says: "nor whether it is anything at all",
    edits: [["if (signal?.aborted)", "if (signal?.reason)"]],
  },
  adds_both_attempts_up: {
    caughtBy: "asks a GET again at once after the connection broke, once",
    misconception: "What has come counts, whatever became of it.",
    says: "what came of the first one is no part of it",
    edits: [
      [
        'const { method = "GET", key, limitMs = 2_000 } = options;',
        `const { method = "GET", key, limitMs = 2_000 } = options;
  const read = { bytes: 0 };`,
      ],
      [
        `try {
    return await attempt(url, options, limit);`,
        `try {
    return await attempt(url, options, limit, read);`,
      ],
      [
        `throw error;
    return await attempt(url, options, limit);`,
        `throw error;
    return await attempt(url, options, limit, read);`,
      ],
      [
        `  limit: AbortSignal,
): Promise<string> {`,
        `  limit: AbortSignal,
  read: { bytes: number },
): Promise<string> {`,
      ],
      ["readText(response, bytesMax)", "readText(response, bytesMax, read)"],
      [
        `  bytesMax: number,
): Promise<string> {`,
        `  bytesMax: number,
  read: { bytes: number },
): Promise<string> {`,
      ],
      ["  let bytes = 0;\n", ""],
      ["bytes += chunk.length", "read.bytes += chunk.length"],
      ["if (bytes > bytesMax)", "if (read.bytes > bytesMax)"],
    ],
  },
  decodes_with_one_decoder: {
    caughtBy: "keeps calls apart that run at the same time",
    misconception: "A decoder can be kept: making one costs time.",
    says: "belongs to all calls at once",
    edits: [
      [
        "const chunks: Uint8Array<ArrayBuffer>[] = [];",
        'let text = "";',
      ],
      [
        "chunks.push(chunk);",
        "text += decoder.decode(chunk, { stream: true });",
      ],
      ["await new Blob(chunks).text()", "text + decoder.decode()"],
      [
        "/** One request and its whole answer. */",
        `const decoder = new TextDecoder();

/** One request and its whole answer. */`,
      ],
    ],
  },
  limits_the_limit: {
    caughtBy: "gives a silent server up after 2,000 ms, and not before",
    misconception: "Nobody waits for an hour.",
    says: "to be still pending",
    edits: [[
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(Math.min(limitMs, 600_000))",
    ]],
  },
  counts_seconds: {
    caughtBy: "gives a silent server up after 2,000 ms, and not before",
    misconception: "A limit is a number of seconds, times 1,000.",
    says: "no end yet",
    edits: [[
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(Math.ceil(limitMs / 1_000) * 1_000)",
    ]],
  },
  reads_a_megabyte: {
    caughtBy: "reads as many bytes as allowed and refuses one more",
    misconception: "No text is longer than a megabyte.",
    says: "The body has more than",
    edits: [[
      "if (bytes > bytesMax) {",
      "if (bytes > Math.min(bytesMax, 1_048_576)) {",
    ]],
  },
  limits_the_first_attempt: {
    caughtBy: "has one limit for both attempts",
    misconception: "Whoever brings a signal sees to the rest.",
    says: "The limit is a promise to the caller",
    edits: [[
      `throw error;
    return await attempt(url, options, limit);`,
      `throw error;
    return await attempt(url, options, options.signal ?? limit);`,
    ]],
  },
  takes_nought_for_none: {
    caughtBy: "reads as many bytes as allowed and refuses one more",
    misconception: "0 is no limit.",
    says: "BodyTooLargeError",
    edits: [[
      "const { signal, bytesMax = 65_536 } = options;",
      `const { signal } = options;
  const bytesMax = options.bytesMax || 65_536;`,
    ]],
  },
  a_new_key_for_each_attempt: {
    caughtBy: "repeats a POST that has a key, with the same key and body",
    misconception: "Every request needs a key of its own.",
    says: "is a new message",
    edits: [[
      'headers.set("idempotency-key", key);',
      `{
    headers.set("idempotency-key", \`\${key}-\${Math.random()}\`);
  }`,
    ]],
  },
  believes_content_length: {
    caughtBy: "reads as many bytes as allowed and refuses one more",
    misconception: "Content-Length says how long a body is.",
    says: "its length need not be said before",
    edits: [[
      `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Throwing leaves the loop, and leaving the loop cancels the body.
    if (bytes > bytesMax) {
      throw new BodyTooLargeError(\`The body has more than \${bytesMax} bytes\`);
    }
    chunks.push(chunk);`,
      `if (Number(response.headers.get("content-length")) > bytesMax) {
    throw new BodyTooLargeError(\`The body has more than \${bytesMax} bytes\`);`,
    ], ["new Blob(chunks)", "response"]],
  },
  counts_letters: {
    caughtBy: "reads as many bytes as allowed and refuses one more",
    misconception: "A text has as many bytes as letters.",
    says: "BodyTooLargeError",
    edits: [
      [
        `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Throwing leaves the loop, and leaving the loop cancels the body.
    if (bytes > bytesMax) {`,
        `let text = "";
  const decoder = new TextDecoderStream();
  for await (const piece of response.body?.pipeThrough(decoder) ?? []) {
    text += piece;
    if (text.length > bytesMax) {`,
      ],
      ["chunks.push(chunk);", ""],
      ["await new Blob(chunks).text()", "text"],
    ],
  },
  gives_up_at_once: {
    caughtBy: "asks a GET again at once after the connection broke, once",
    misconception: "What broke is broken.",
    says: "one attempt more mends most",
    edits: [
      ['{ method = "GET", key, limitMs = 2_000 }', "{ limitMs = 2_000 }"],
      [
        `const repeatable = method === "GET" || key !== undefined;
  try {
    return await attempt(url, options, limit);
  } catch (error) {
    if (!(error instanceof NetworkError && repeatable)) throw error;
    return await attempt(url, options, limit);
  }`,
        "return await attempt(url, options, limit);",
      ],
    ],
  },
  gives_up_within_the_body: {
    caughtBy: "asks a GET again at once after the connection broke, once",
    misconception: "When the headers are there, the server has answered.",
    says: "one attempt more mends most",
    edits: [
      [
        "return await readText(response, bytesMax)",
        `{
      return await readText(response, bytesMax).catch((error) => {
        if (error instanceof BodyTooLargeError || over.aborted) throw error;
        throw new NetworkError("Half an answer");
      });
    }`,
      ],
      [
        "if (error instanceof HttpError) throw error;",
        `if (error instanceof HttpError) throw error;
    if (error instanceof NetworkError) throw error;`,
      ],
      [
        "error instanceof NetworkError && repeatable",
        "error instanceof NetworkError && error.cause && repeatable",
      ],
    ],
  },
  gives_a_post_up_within_the_body: {
    caughtBy: "repeats a POST that has a key, with the same key and body",
    misconception: "Whoever has begun to answer a POST has carried it out.",
    says: "wherever the connection broke",
    edits: [
      [
        "return await readText(response, bytesMax)",
        `{
      return await readText(response, bytesMax).catch((error) => {
        if (error instanceof BodyTooLargeError || over.aborted) throw error;
        throw new NetworkError("Half an answer");
      });
    }`,
      ],
      [
        "if (error instanceof HttpError) throw error;",
        `if (error instanceof HttpError) throw error;
    if (error instanceof NetworkError) throw error;`,
      ],
      [
        "error instanceof NetworkError && repeatable",
        `error instanceof NetworkError && repeatable &&
        (error.cause || method === "GET")`,
      ],
    ],
  },
  judges_by_the_name: {
    caughtBy: "rejects with the signal's own reason, whatever it is",
    misconception: "A TimeoutError is the one of my own limit.",
    says: "Neither its name nor its class",
    edits: [
      [
        "if (signal?.aborted) throw signal.reason;",
        'if ((error as Error).name === "AbortError") throw error;',
      ],
      [
        "if (limit.aborted) {",
        'if ((error as Error).name === "TimeoutError") {',
      ],
    ],
  },
  judges_by_the_class: {
    caughtBy: "rejects with the signal's own reason, whatever it is",
    misconception: "A TypeError is what fetch throws when the network broke.",
    says: "Neither its name nor its class",
    edits: [[
      "if (signal?.aborted) throw signal.reason;",
      `if (signal?.aborted && !(error instanceof TypeError)) {
      throw signal.reason;
    }`,
    ]],
  },
  makes_an_error_of_its_own: {
    caughtBy: "rejects with the signal's own reason, whatever it is",
    misconception: "Every abort is an AbortError.",
    says: "throw its reason",
    edits: [[
      "if (signal?.aborted) throw signal.reason;",
      `if (signal?.aborted) {
      throw new DOMException("The call was aborted", "AbortError");
    }`,
    ]],
  },
  makes_errors_of_reasons: {
    caughtBy: "rejects with the signal's own reason, whatever it is",
    misconception: "Only errors are thrown.",
    says: "a text, null or 0",
    edits: [[
      "if (signal?.aborted) throw signal.reason;",
      `if (signal?.aborted) {
      const { reason } = signal;
      throw reason instanceof Error ? reason : new Error(String(reason));
    }`,
    ]],
  },
  one_call_at_a_time: {
    caughtBy: "keeps calls apart that run at the same time",
    misconception: "Who asks again does not want the earlier answer any more.",
    says: "belongs to all calls at once",
    edits: [[
      "const over = AbortSignal.any(signal ? [signal, limit] : [limit]);",
      `newest?.abort();
  newest = new AbortController();
  const ends = [limit, newest.signal, ...(signal ? [signal] : [])];
  const over = AbortSignal.any(ends);`,
    ], [
      "/** One request and its whole answer. */",
      `let newest: AbortController | undefined;

/** One request and its whole answer. */`,
    ]],
  },
  has_no_limit: {
    caughtBy: "gives a silent server up after 2,000 ms, and not before",
    misconception: "fetch gives up by itself at some time.",
    says: "fetch has no limit",
    edits: [[
      `const { method = "GET", key, limitMs = 2_000 } = options;
  // Made once: the caller's patience covers both attempts.
  const limit = AbortSignal.timeout(limitMs);`,
      `const { method = "GET", key } = options;
  // Made once: the caller's patience covers both attempts.
  const limit = new AbortController().signal;`,
    ]],
  },
  leaves_the_body_unread: {
    caughtBy: "does not wait for the body of an error",
    misconception: "What nobody reads does no harm.",
    says: "still open",
    edits: [["await response.body?.cancel();", ""]],
  },
  lets_it_run: {
    caughtBy: "gives a silent server up after 2,000 ms, and not before",
    misconception:
      "The race is over when one has won, and the others stop running.",
    says: "the connection given up at the limit",
    edits: [[
      `const response = await fetch(url, { ...requestOf(options), signal: over });
    if (response.ok) return await readText(response, bytesMax);`,
      `const { promise, reject } = Promise.withResolvers<never>();
    over.addEventListener("abort", () => reject(over.reason));
    const response = await Promise.race([
      fetch(url, requestOf(options)),
      promise,
    ]);
    if (response.ok) {
      return await Promise.race([readText(response, bytesMax), promise]);
    }`,
    ]],
  },
  limits_the_headers_only: {
    caughtBy: "counts the limit to the last byte of the body",
    misconception: "When fetch resolves, the answer is there.",
    says: "drip its body",
    edits: [[
      "response = await fetch(url, { ...requestOf(options), signal: over })",
      `headers = new AbortController();
    const stop = () => headers.abort(over.reason);
    over.addEventListener("abort", stop);
    const init = { ...requestOf(options), signal: headers.signal };
    const response = await fetch(url, init);
    over.removeEventListener("abort", stop)`,
    ]],
  },
  measures_afterwards: {
    caughtBy: "reads as many bytes as allowed and refuses one more",
    misconception: "First read it, then look how long it is.",
    says: "has lost already",
    edits: [[
      `const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Throwing leaves the loop, and leaving the loop cancels the body.
    if (bytes > bytesMax) {
      throw new BodyTooLargeError(\`The body has more than \${bytesMax} bytes\`);
    }
    chunks.push(chunk);`,
      `const bytes = await response.bytes();
  if (bytes.length > bytesMax) {
    throw new BodyTooLargeError(\`The body has more than \${bytesMax} bytes\`);`,
    ], ["await new Blob(chunks).text()", "new TextDecoder().decode(bytes)"]],
  },
  never_tires: {
    caughtBy: "asks a GET again at once after the connection broke, once",
    misconception: "Sooner or later it will work.",
    says: "NetworkError",
    edits: [[
      `if (!(error instanceof NetworkError && repeatable)) throw error;
    return await attempt(url, options, limit);`,
      `if (!(error instanceof NetworkError && repeatable)) throw error;
    return await askOnce(url, options);`,
    ]],
  },
  one_limit_for_each_attempt: {
    caughtBy: "has one limit for both attempts",
    misconception: "Each attempt has its own time.",
    says: "twice the limit",
    edits: [["AbortSignal.timeout", "() => AbortSignal.timeout"], [
      `try {
    return await attempt(url, options, limit);`,
      `try {
    return await attempt(url, options, limit());`,
    ], [
      `if (!(error instanceof NetworkError && repeatable)) throw error;
    return await attempt(url, options, limit);`,
      `if (!(error instanceof NetworkError && repeatable)) throw error;
    return await attempt(url, options, limit());`,
    ]],
  },
  reads_the_error_page_first: {
    caughtBy: "does not wait for the body of an error",
    misconception: "The body has to be read before the connection can go.",
    says: "keeps its connection",
    edits: [["response.body?.cancel", "response.text"]],
  },
  repeats_everything: {
    caughtBy: "does not repeat a POST without a key",
    misconception: "A broken connection means that nothing has happened.",
    says: "nobody knows whether after the deed",
    edits: [
      ['{ method = "GET", key, limitMs = 2_000 }', "{ limitMs = 2_000 }"],
      ['method === "GET" || key !== undefined', "true"],
    ],
  },
  repeats_only_get: {
    caughtBy: "repeats a POST that has a key, with the same key and body",
    misconception: "A POST must never be repeated.",
    says: "the next request",
    edits: [[
      '{ method = "GET", key, limitMs = 2_000 }',
      '{ method = "GET", limitMs = 2_000 }',
    ], ['method === "GET" || key !== undefined', 'method === "GET"']],
  },
  says_type_error: {
    caughtBy: "does not repeat a POST without a key",
    misconception: "What fetch throws is clear enough.",
    says: "NetworkError",
    edits: [[
      'new NetworkError("The connection broke", { cause: error })',
      "error",
    ]],
  },
  takes_an_abort_for_the_network: {
    caughtBy: "ends at once when it is aborted, and asks no more",
    misconception: "Whatever fetch throws, it was the network.",
    says: "looks like a network that broke",
    edits: [["if (signal?.aborted) throw signal.reason;", ""]],
  },
  takes_every_answer_for_a_good_one: {
    caughtBy: "rejects with HttpError and the status",
    misconception: "When fetch resolves, all went well.",
    says: "For fetch a 404 is a good answer",
    edits: [[
      `if (response.ok) return await readText(response, bytesMax);
    // Else the connection stays open until the server has sent what nobody reads.
    await response.body?.cancel();
    throw new HttpError(response.status);`,
      "return await readText(response, bytesMax);",
    ]],
  },
  tries_again_whatever_was_said: {
    caughtBy: "rejects with HttpError and the status",
    misconception: "503 passes, so one more attempt is worth it.",
    says: "what was refused once is not asked again",
    edits: [[
      "if (!(error instanceof NetworkError && repeatable)) throw error;",
      `const { name } = error as Error;
    const failed = name === "NetworkError" || name === "HttpError";
    if (!failed || !repeatable) throw error;`,
    ]],
  },
});
