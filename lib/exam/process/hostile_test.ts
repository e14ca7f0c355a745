/**
 * What hostile and broken code does, and what becomes of it: the right
 * verdict, within its limit, with words that say what to do, and the next
 * check as if nothing had been.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  answers200,
  type Body,
  gradeFile,
  gradeSource,
  testExercise,
} from "../_grade_source.ts";
import type { Verdict, VerdictEvent } from "../verdict/verdict.ts";

/** A file that loads: `before` at its top, `attack` when `GET /attack` comes. */
function server(before: string, attack = ""): string {
  return `${before}
export function handler() {
  return async (request: Request) => {
    if (new URL(request.url).pathname === "/attack") { ${attack} }
    return new Response("ok");
  };
}`;
}

const attacked: Body = async ({ server, clock }) => {
  await (await server.get("/attack")).expectStatus(200);
  await clock.advance(10);
};

function said({ report, output }: VerdictEvent): string {
  return JSON.stringify(report ?? "") + (output ?? "");
}

/** Attacks while the file is loaded: nothing of it can run afterwards. */
const atImport: Record<
  string,
  [source: string, verdict: Verdict, words: string]
> = {
  "an endless loop at import": [
    server("while (true);"),
    "timeout",
    "the file to load",
  ],
  "a top-level await without an end": [
    server("await new Promise(() => {});"),
    "timeout",
    "top-level await",
  ],
  "Deno.exit(0) at import": [server("Deno.exit(0);"), "crash", "Deno.exit"],
  "a syntax error": [
    server("let = ;"),
    "crash",
    "cannot read the file as TypeScript",
  ],
  "a missing export": [
    "export const other = 1;",
    "crash",
    'does not export \\"handler\\". It exports other',
  ],
  "an export of the wrong type": [
    "export const handler = 42;",
    "crash",
    "it has to be a function",
  ],
  "a handler that is none": [
    "export function handler() { return 5; }",
    "crash",
    "must return a function",
  ],
  "a forbidden import": [
    server('import { eTag } from "@std/http"; eTag;'),
    "crash",
    'not \\"@std/http\\", because that is what you are writing',
  ],
  "an import from npm": [
    server(
      'import { createParser } from "npm:eventsource-parser"; createParser;',
    ),
    "crash",
    "You may import kernel, @std/async",
  ],
  "reading the tests": [
    server(`Deno.readTextFileSync(${JSON.stringify(import.meta.filename)});`),
    "crash",
    "Exercises run in a sandbox",
  ],
  "importing a solution statically": [
    server(
      `import * as s from "${new URL(
        "../../../solutions/03_long_polling/01_hold.ts",
        import.meta.url,
      )}"; s;`,
    ),
    "crash",
    "does not allow",
  ],
  "importing a solution dynamically": [
    server(
      `await import("${new URL(
        "../../../solutions/03_long_polling/01_hold.ts",
        import.meta.url,
      )}");`,
    ),
    "crash",
    "does not allow",
  ],
  "importing a solution by a relative path": [
    server(
      'import * as s from "../../../solutions/03_long_polling/01_hold.ts"; s;',
    ),
    "crash",
    "does not allow",
  ],
  "serving on a port of its own": [
    server('Deno.serve({ port: 8000 }, () => new Response(""));'),
    "crash",
    "Remove Deno.serve",
  ],
  "moving Date.clock": [
    server("(Date as any).clock.tick(2000);"),
    "crash",
    "tick is not a function",
  ],
  "moving setTimeout.clock": [
    server("(setTimeout as any).clock.tick(2000);"),
    "crash",
    "undefined",
  ],
};

for (const [name, [source, verdict, words]] of Object.entries(atImport)) {
  Deno.test(`hostile code: ${name} is ${verdict}`, async () => {
    const [first] = await gradeSource(source);
    assertEquals(first?.verdict, verdict, said(first!));
    assertStringIncludes(said(first!), words);
  });
}

/** Attacks while a request is answered: the next check passes. */
const onRequest: Record<
  string,
  [attack: string, verdict: Verdict, words: string]
> = {
  "an endless loop in a handler": [
    "while (true);",
    "timeout",
    "loop without await",
  ],
  "Atomics.wait": [
    "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
    "timeout",
    "Atomics.wait",
  ],
  "arrays without a bound": [
    "const all = []; while (true) all.push(new Array(1e6).fill(1.5));",
    "crash",
    "256 MiB of JavaScript heap",
  ],
  "buffers without a bound": [
    "const all = []; while (true) all.push(new Uint8Array(2 ** 26).fill(1));",
    "crash",
    "512 MiB of memory",
  ],
  "buffers without a bound, politely": [
    "const all = []; while (true) { all.push(new Uint8Array(2 ** 24).fill(1)); await new Promise((r) => setImmediate(r)); }",
    "crash",
    "512 MiB of memory",
  ],
  "lifting the heap limit": [
    'const v8 = await import("node:v8"); v8.setFlagsFromString("--max-old-space-size=8000"); const all = []; while (true) all.push(new Array(1e6).fill(1.5));',
    "crash",
    "memory",
  ],
  "a flood of output": [
    'while (true) console.log("x".repeat(1000));',
    "crash",
    "bytes of output",
  ],
  "Deno.exit(0) later": ["Deno.exit(0);", "crash", "Deno.exit"],
  "Deno.exit(0) in a timer": [
    "setTimeout(() => Deno.exit(0), 0);",
    "crash",
    "Deno.exit",
  ],
  "an unhandled rejection": [
    'Promise.reject(new Error("lost"));',
    "crash",
    "Error: lost",
  ],
  "throwing in a timer": [
    'setTimeout(() => { throw new Error("late"); }, 1);',
    "crash",
    "Error: late",
  ],
  "a loop of promises without an end": [
    "const spin = async () => { while (true) await null; }; spin();",
    "timeout",
    "event loop",
  ],
  "listening on a second port": [
    'Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response(""));',
    "fail",
    "Requires net access",
  ],
  "connecting to another port": [
    'await fetch("http://127.0.0.1:9/");',
    "fail",
    "500",
  ],
  "connecting to another address": [
    'await fetch("http://192.0.2.1/");',
    "fail",
    "500",
  ],
  "spawning a process": ['new Deno.Command("ls").outputSync();', "fail", "500"],
  "writing a file": ['Deno.writeTextFileSync("note", "x");', "fail", "500"],
  "reading the environment": ['Deno.env.get("HOME");', "fail", "500"],
  "reading a solution through a worker": [
    `const source = 'try { await import("${new URL(
      "../../../solutions/03_long_polling/01_hold.ts",
      import.meta.url,
    )}"); postMessage("read"); } catch { postMessage("refused"); }';
     const worker = new Worker("data:application/javascript," + encodeURIComponent(source), { type: "module" });
     const told = await new Promise((resolve) => worker.onmessage = (event) => resolve(event.data));
     worker.terminate();
     if (told !== "read") throw new Error("refused");`,
    "fail",
    "500",
  ],
};

for (const [name, [attack, verdict, words]] of Object.entries(onRequest)) {
  Deno.test(`hostile code: ${name} is ${verdict}, and the next check passes`, async () => {
    const [first, second] = await gradeSource(server("", attack), [
      attacked,
      answers200,
    ]);
    assertEquals(first?.verdict, verdict, said(first!));
    assertStringIncludes(said(first!), words);
    assertEquals(second?.verdict, "pass", said(second!));
  });
}

/** What looks bad and is allowed, or cannot do any harm. */
const harmless: Record<string, string> = {
  "overriding every global": server(
    "const all = globalThis as any; all.Deno.test = () => {}; " +
      "for (const name of ['fetch', 'console', 'Date', 'setTimeout', 'JSON', 'Promise']) all[name] = null;",
  ),
  "forged control lines": server(
    'console.log(JSON.stringify({ id: 1, value: { port: 1 } })); Deno.stdout.writeSync(new TextEncoder().encode("half a line"));',
    'console.log(JSON.stringify({ event: "returned" })); Deno.stdout.writeSync(new TextEncoder().encode("half a line"));',
  ),
  "forged frames": server(
    "const forge = (length: number[]) => Deno.stdout.writeSync(new Uint8Array([...new TextEncoder().encode(Deno.args[0]), ...length, 123, 125])); forge([255, 255, 255, 255]); forge([0, 0, 0, 2]);",
  ),
  "trapping SIGINT and SIGTERM": server(
    'for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => {});',
  ),
  "2,500 idle timers and a 50 ms loop": server(
    "",
    "for (let i = 0; i < 2500; i++) setTimeout(() => {}, 3_600_000); setInterval(() => {}, 50);",
  ),
  "timers of node:timers": server(
    'import { setTimeout as wait } from "node:timers/promises";',
    "await Promise.all([wait(0), Promise.resolve()]).then(() => {}, () => {});",
  ).replace("await Promise.all", "void Promise.all"),
};

for (const [name, source] of Object.entries(harmless)) {
  Deno.test(`hostile code: ${name} changes nothing`, async () => {
    const events = await gradeSource(source, [attacked, answers200]);
    assertEquals(
      events.map(({ verdict }) => verdict),
      ["pass", "pass"],
      events.map(said).join(),
    );
  });
}

Deno.test("hostile code: a zero-delay loop is a hot loop, never a timeout", async () => {
  const source = server("", "const spin = () => setTimeout(spin, 0); spin();");
  const [event] = await gradeSource(source, [async ({ server, clock }) => {
    await server.get("/attack");
    await clock.advance(25_000);
  }]);
  assertEquals(event?.verdict, "fail");
  assertStringIncludes(said(event!), "hot loop");
});

Deno.test("hostile code: a symbolic link to the solution is refused", async () => {
  const folder = await Deno.makeTempDir();
  const target = join(
    import.meta.dirname!,
    "../../../solutions/03_long_polling/01_hold.ts",
  );
  await Deno.symlink(target, join(folder, "link.ts"));
  const [event] = await gradeFile(join(folder, "link.ts"), [answers200]);
  assertEquals(event?.verdict, "crash");
  assertStringIncludes(said(event!), "a symbolic link");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("hostile code: a file above 256 KiB, a folder and no file are refused", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "big.ts"), "/".repeat(300_000));
  const words = {
    "big.ts": "300000 bytes",
    "": "something that is no file",
    "none.ts": "no file at",
  };
  for (const [name, word] of Object.entries(words)) {
    const [event] = await gradeFile(join(folder, name), [answers200]);
    assertEquals(event?.verdict, "crash");
    assertStringIncludes(said(event!), word);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test('a folder called "Meyer, Anna (2)" is graded like any other', async () => {
  const parent = await Deno.makeTempDir();
  const folder = join(parent, "Meyer, Anna (2)");
  await Deno.mkdir(folder);
  const [event] = await gradeSource(server(""), [answers200], { folder });
  assertEquals(event?.verdict, "pass", said(event!));
  await Deno.remove(parent, { recursive: true });
});

Deno.test("timers of node:timers and Temporal run in virtual time", async () => {
  const source = `import { setTimeout as wait } from "node:timers/promises";
export function handler() {
  return async () => {
    const before = Temporal.Now.instant();
    await wait(60_000);
    const seconds = before.until(Temporal.Now.instant()).total("seconds");
    return new Response(String(seconds));
  };
}`;
  const [event] = await gradeSource(source, [
    async ({ server, clock, expect }) => {
      const probe = await server.get("/");
      await clock.advance(59_999);
      probe.expectPending();
      await clock.advance(1);
      await probe.expectStatus(200);
      expect(probe.text === "60", { expected: "60", got: probe.text });
    },
  ]);
  assertEquals(event?.verdict, "pass", said(event!));
});

Deno.test("hrtime runs in virtual time, by the global and by the module", async () => {
  const source = `import { hrtime } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
export function handler() {
  return async () => {
    const [before, start] = [hrtime(), process.hrtime.bigint()];
    await wait(61_500);
    const [seconds, rest] = process.hrtime(before);
    const all = hrtime.bigint() - start;
    return new Response([seconds, rest, all].join());
  };
}`;
  const [event] = await gradeSource(source, [
    async ({ server, clock, expect }) => {
      const probe = await server.get("/");
      await clock.advance(61_500);
      await probe.expectStatus(200);
      const expected = "61,500000000,61500000000";
      expect(probe.text === expected, { expected, got: probe.text });
    },
  ]);
  assertEquals(event?.verdict, "pass", said(event!));
});

Deno.test("a client may speak to its peer and to nobody else", async () => {
  const source = `export async function* messages(url: URL) {
  const other = new URL(url);
  other.port = String(Number(url.port) - 1);
  try { await fetch(other); yield { id: 1 }; } catch { yield { id: 2 }; }
  await fetch(url);
}`;
  const exercise = { kind: "client", exports: "messages" } as const;
  const [event] = await gradeSource(source, [async ({ client, peer }) => {
    await client.start();
    await (await peer.next()).messages();
    await client.expectMessages(2);
  }], { exercise });
  assertEquals(event?.verdict, "pass", said(event!));
});

Deno.test("a loop of requests without waiting is a hot loop", async () => {
  const source = `export async function* messages(url: URL) {
  while (true) { try { await (await fetch(url)).text(); } catch { /* again */ } }
}`;
  const exercise = { kind: "client", exports: "messages" } as const;
  const [event] = await gradeSource(source, [
    async ({ client, peer, clock }) => {
      peer.answerAll((exchange) => exchange.messages());
      await client.start();
      await clock.advance(1_000);
    },
  ], { exercise });
  assertEquals(event?.verdict, "fail");
  assertStringIncludes(said(event!), "hot loop");
});

Deno.test("HTTP_PROXY in the learner's shell reaches no subject", async () => {
  Deno.env.set("HTTP_PROXY", "http://127.0.0.1:9");
  try {
    const source =
      `export async function* messages(url: URL) { yield await (await fetch(url)).json(); }`;
    const exercise = { kind: "client", exports: "messages" } as const;
    const [event] = await gradeSource(source, [async ({ client, peer }) => {
      await client.start();
      await (await peer.next()).answer(200, { body: '{"id":7}' });
      await client.expectMessages(7);
    }], { exercise });
    assertEquals(event?.verdict, "pass", said(event!));
  } finally {
    Deno.env.delete("HTTP_PROXY");
  }
});

Deno.test("an error of the examiner is its own, never the learner's", async () => {
  const [event] = await gradeSource(server(""), [() => {
    throw new Error("a bug of ours");
  }]);
  assertEquals(event?.verdict, "harness-error");
  assertStringIncludes(said(event!), "costs you nothing");
});

Deno.test("a file that does not load costs one crash, the other checks are not run", async () => {
  const events = await gradeSource("export const other = 1;", [
    answers200,
    answers200,
  ]);
  assertEquals(events.map(({ verdict }) => verdict), ["crash", "not-run"]);
});

Deno.test("what a subject answers after the check has ended harms nobody", async () => {
  const source = `export function handler() {
  return () => new Promise<Response>((resolve) => setImmediate(() => resolve(new Response("late"))));
}`;
  const hangsUp: Body = async ({ server }) => {
    const connection = await server.connection();
    await connection.get("/");
    connection.get("/").catch(() => {});
  };
  const events = await gradeSource(source, [hangsUp, answers200]);
  assertEquals(
    events.map(({ verdict }) => verdict),
    ["pass", "pass"],
    events.map(said).join(),
  );
});

Deno.test("the same seed gives the same random values, in every process", async () => {
  const source = `export function handler() {
  return () => Response.json([Math.random(), crypto.randomUUID()]);
}`;
  const seen: string[] = [];
  const look: Body = async ({ server }) => {
    const probe = await server.get("/");
    await probe.expectStatus(200);
    seen.push(probe.text);
  };
  await gradeSource(source, [look]);
  await gradeSource(source, [look]);
  assertEquals(seen[0], seen[1]);
  assertEquals(testExercise.kind, "server");
});

Deno.test("an exercise may import the kernel without what would take it away", async () => {
  const exercise = {
    forbidden: [{
      name: "kernel routes",
      because: "routing is what you write",
    }],
  };
  const source = (name: string) =>
    `import { ${name} } from "kernel";\n${server("")}\n${name};`;
  const [allowed] = await gradeSource(source("problem"), [answers200], {
    exercise,
  });
  assertEquals(allowed?.verdict, "pass", said(allowed!));
  const [refused] = await gradeSource(source("routes"), [answers200], {
    exercise,
  });
  assertEquals(refused?.verdict, "crash");
  assertStringIncludes(
    said(refused!),
    'not \\"routes\\" of it, because routing is what you write',
  );
});

Deno.test("a failure names what runs in real time", async () => {
  const attack =
    'new Worker("data:application/javascript,").terminate(); throw new Error("refused");';
  const [event] = await gradeSource(server("", attack), [attacked]);
  assertEquals(event?.verdict, "fail");
  assertStringIncludes(said(event!), "uses Worker, which runs in real time");
});
