import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("01_request_response/03_deadline", { base: "solution" }, {
  limits_whoever_came_last: {
    caughtBy: "answers every asker in time, whatever happens",
    misconception: "There is one request at a time.",
    says: "an asker of its own",
    edits: [[
      `const limit = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([request.signal, limit]);`,
      `const limiter = latest = new AbortController();
    setTimeout(() => latest.abort(), limitMs);
    const over = AbortSignal.any([request.signal, limiter.signal]);`,
    ], [
      "return async (request) => {",
      `let latest = new AbortController();
  return async (request) => {`,
    ]],
  },
  answers_and_lets_it_run: {
    caughtBy: "tells the source to stop at the limit, and not before",
    misconception: "When the asker has an answer, all is done.",
    says: "works on for nobody",
    edits: [[
      "await Promise.race([source(over), rejected(over)])",
      `
        await Promise.race([source(request.signal), rejected(over)]),
      `,
    ]],
  },
  calls_every_failure_a_timeout: {
    caughtBy: "answers 502 when the source fails",
    misconception: "What did not come, did not come in time.",
    says: "502",
    edits: [[
      `return over.aborted
        ? problem(504, { title: "The motto did not come in time" })
        : problem(502, { title: "The motto cannot be had" });`,
      'return problem(504, { title: "The motto did not come in time" });',
    ]],
  },
  believes_the_name_of_the_error: {
    caughtBy: "answers 502 before the limit, whatever the source rejects with",
    misconception: "A TimeoutError is the one of my own limit.",
    says: "a TimeoutError of the source is not yours",
    edits: [["} catch {", "} catch (error) {"], [
      "return over.aborted",
      `const { name } = error as Error;
      return name === "TimeoutError" || name === "AbortError"`,
    ]],
  },
  looks_for_a_message_in_nothing: {
    caughtBy: "answers 502 before the limit, whatever the source rejects with",
    misconception: "Whatever is caught is an error.",
    says: "500",
    edits: [["} catch {", "} catch (error) {"], [
      "return over.aborted",
      `console.error((error as Error).message.length);
      return over.aborted`,
    ]],
  },
  blames_the_source_that_obeys: {
    caughtBy: "answers 504 also when the source obeys",
    misconception: "Whoever rejects first is the one who failed.",
    says: "rejects in the very moment in which you abort",
    edits: [["} catch {", "} catch (error) {"], [
      "return over.aborted",
      "return error === LATE",
    ], [
      'addEventListener("abort", () => reject(signal.reason))',
      'addEventListener("abort", () => reject(LATE))',
    ], [
      "/** Rejects as soon as `signal` aborts. */",
      `const LATE = new Error("Too late");

/** Rejects as soon as \`signal\` aborts. */`,
    ]],
  },
  takes_an_empty_motto_for_none: {
    caughtBy: "answers with any text, and each asker with its own",
    misconception: "An empty text is no text.",
    says: "An empty text is a text",
    edits: [[
      "return new Response(await Promise.race([source(over), rejected(over)]));",
      `const said = await Promise.race([source(over), rejected(over)]);
      if (!said) throw new Error("No motto");
      return new Response(said);`,
    ]],
  },
  does_not_notice: {
    caughtBy: "tells the source to stop when the asker goes away",
    misconception: "Whoever asks waits for the answer.",
    says: "works for nobody else",
    edits: [[
      `return async (request) => {
    const limit = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([request.signal, limit]);`,
      `return async () => {
    const over = AbortSignal.timeout(limitMs);`,
    ]],
  },
  gives_no_signal: {
    caughtBy: "asks the source once for each request, at once, with a signal",
    misconception: "The race decides; the source need not know.",
    says: "cannot be told to stop",
    edits: [[
      "(signal: AbortSignal) => Promise<string>",
      "() => Promise<string>",
    ], ["source(over)", "source()"]],
  },
  knows_the_limit_better: {
    caughtBy: "takes the limit from limitMs",
    misconception: "Two seconds are two seconds.",
    says: "it is an option",
    edits: [["{ source = motto, limitMs = 2_000 }", "{ source = motto }"], [
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(2_000)",
    ]],
  },
  limits_the_limit: {
    caughtBy: "takes the limit from limitMs",
    misconception: "Nobody waits for more than a minute.",
    says: "it is an option, in milliseconds",
    edits: [[
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(Math.min(limitMs, 60_000))",
    ]],
  },
  counts_seconds: {
    caughtBy: "takes a limit of less than a second",
    misconception: "A limit is a number of seconds, times 1,000.",
    says: "nobody rounds it",
    edits: [[
      "AbortSignal.timeout(limitMs)",
      "AbortSignal.timeout(Math.ceil(limitMs / 1_000) * 1_000)",
    ]],
  },
  tells_the_end_by_a_word: {
    caughtBy: "answers with any text, and each asker with its own",
    misconception: "No motto is called timeout.",
    says: "502 Bad Gateway",
    edits: [
      [
        "return new Response(await Promise.race([source(over), rejected(over)]));",
        `const end = rejected(over).catch(() => "timeout");
      const outcome = await Promise.race([source(over), end]);
      if (outcome === "timeout") throw new Error("Too late");
      return new Response(outcome);`,
      ],
    ],
  },
  keeps_an_error_that_is_one: {
    caughtBy: "answers 502 before the limit, whatever the source rejects with",
    misconception: "An error is true.",
    says: "502",
    edits: [
      [
        "return new Response(await Promise.race([source(over), rejected(over)]));",
        `let failure: unknown;
      const asked = source(over).catch((error) => {
        failure = error;
        return "";
      });
      const motto = await Promise.race([asked, rejected(over)]);
      if (failure) throw failure;
      return new Response(motto);`,
      ],
    ],
  },
  one_limit_for_all: {
    caughtBy: "gives each request its own limit",
    misconception:
      "The limit belongs to the server, so it is made with the server.",
    says: "created once",
    edits: [[
      "const { source = motto, limitMs = 2_000 } = options;",
      `const { source = motto, limitMs = 2_000 } = options;
  const limit = AbortSignal.timeout(limitMs);`,
    ], ["const limit = AbortSignal.timeout(limitMs);", ""]],
  },
  takes_the_blame: {
    caughtBy: "answers 502 when the source fails",
    misconception: "What goes wrong in my handler is my error.",
    says: "500 says that this server is broken",
    edits: [[
      `} catch {
      return over.aborted
        ? problem(504, { title: "The motto did not come in time" })
        : problem(502, { title: "The motto cannot be had" });`,
      `} catch (error) {
      if (!over.aborted) throw error;
      return problem(504, { title: "The motto did not come in time" });`,
    ]],
  },
  tells_all_it_knows: {
    caughtBy: "keeps the words of the source's error to itself",
    misconception: "The more an error message says, the more it helps.",
    says: "They belong into the log",
    edits: [["} catch {", "} catch (error) {"], [
      '{ title: "The motto cannot be had" }',
      `{
          title: "The motto cannot be had",
          detail: String(error),
        }`,
    ]],
  },
  tries_again: {
    caughtBy: "asks the source once for each request, at once, with a signal",
    misconception: "One attempt is none.",
    says: "calls",
    edits: [[
      "await Promise.race([source(over), rejected(over)])",
      `
        await Promise.race([
          Promise.any([source(over), source(over)]),
          rejected(over),
        ]),
      `,
    ]],
  },
  trusts_the_source_to_obey: {
    caughtBy:
      "answers 504 at 2,000 ms when the source is silent, and not before",
    misconception: "An aborted signal ends what was started with it.",
    says: "An abort is a request",
    edits: [["Promise.race([source(over), rejected(over)])", "source(over)"], [
      `/** Rejects as soon as \`signal\` aborts. */
function rejected(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}`,
      "",
    ]],
  },
  waits_for_ever: {
    caughtBy: "goes on after a source that fails too late",
    misconception: "A source answers or fails; there is no third way.",
    says: "504",
    edits: [["{ source = motto, limitMs = 2_000 }", "{ source = motto }"], [
      `const limit = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([request.signal, limit]);`,
      "const over = request.signal;",
    ]],
  },
});
