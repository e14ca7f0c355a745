/**
 * What hostile code does to get points without work: it looks for what could
 * be stolen, and lies about what is judged. It finds nothing, and nobody
 * believes it.
 */
import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { dirname, join } from "@std/path";
import {
  answers200,
  type Body,
  gradeFile,
  gradeSource,
  type GradeSourceOptions,
} from "../_grade_source.ts";
import { kitFolder } from "../kit_folder.ts";
import type { VerdictEvent } from "../verdict/verdict.ts";

function said({ report, output }: VerdictEvent): string {
  return JSON.stringify(report ?? "") + (output ?? "");
}

/** Answers with what `expression` evaluates to. */
function tells(expression: string, before = ""): string {
  return `${before}
const told = async () => { try { return await (${expression}); } catch (error) { return String(error); } };
export function handler() {
  return async () => Response.json(await told());
}`;
}

/** What a subject finds when it evaluates `expression` in its process. */
async function found(
  expression: string,
  options: GradeSourceOptions = {},
): Promise<unknown> {
  let value: unknown;
  const [event] = await gradeSource(tells(expression), [async ({ server }) => {
    const probe = await server.get("/");
    await probe.expectStatus(200);
    value = JSON.parse(probe.text);
  }], options);
  assertEquals(event?.verdict, "pass", said(event!));
  return value;
}

/** Lists all files below the folder that the process may read. */
const everyFile = `(() => {
  const list = (folder) => [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? list(folder + "/" + name) : [name]);
  return list(Deno.cwd()).sort();
})()`;

Deno.test("a subject finds its exercise, what it may import, and nothing else", async () => {
  const files = await found(everyFile) as string[];
  const named = files.filter((name) =>
    !/^(chunk-\w+|std_\w+.*)\.js$/.test(name)
  );
  assertEquals(named, [
    "01_answer.ts",
    "https.js",
    "kernel.js",
    "process.js",
    "timers.js",
    "timers_promises.js",
  ]);
  assertEquals(
    files.filter((name) => name.startsWith("std_")),
    ["std_async__mod.js.js"],
  );
});

const refused: Record<string, string> = {
  "the folder above": 'Deno.readDirSync("..").next()',
  "its own configuration": 'Deno.readTextFileSync("../deno.json")',
  "the runner as text": "Deno.readTextFileSync(new URL(Deno.mainModule))",
  "what stands where a cache would be": `Deno.readFileSync(${
    JSON.stringify(Deno.execPath())
  })`,
  "the kit": `Deno.readTextFileSync(${
    JSON.stringify(join(kitFolder, "README.md"))
  })`,
  "the kernel's source": `import(${
    JSON.stringify(`file://${kitFolder}/lib/kernel/routes.ts`)
  })`,
};

for (const [name, expression] of Object.entries(refused)) {
  Deno.test(`a subject cannot read ${name}`, async () => {
    assertStringIncludes(
      String(await found(expression)),
      "Requires read access",
    );
  });
}

Deno.test("the main module is one file that exports nothing, and the token is no argument", async () => {
  assertEquals(await found("import(Deno.mainModule).then(Object.keys)"), []);
  assertEquals(await found("Deno.args"), []);
});

Deno.test("what the catalogue forbids of the kernel is not in the process's folder", async () => {
  const forbidden = [
    { name: "kernel routes", because: "you write it" },
    { name: "kernel serve", because: "you write it" },
  ];
  const options = { exercise: { forbidden } };
  const names = await found('import("kernel").then(Object.keys)', options);
  assertEquals((names as string[]).includes("EventLog"), true);
  assertEquals((names as string[]).includes("routes"), false);
  const source = await found(
    'Deno.readTextFileSync(new URL(import.meta.resolve("kernel")))',
    options,
  );
  assertEquals(/\bfunction routes\b/.test(String(source)), false);
});

for (
  const expression of [
    'caches.open("notes")',
    'localStorage.setItem("note", "1")',
    "new Promise((resolve) => { const worker = new Worker(\"data:text/javascript,caches.open('n').then(() => postMessage('kept'), (e) => postMessage(String(e)))\", { type: \"module\" }); worker.onmessage = (event) => { worker.terminate(); resolve(event.data); }; })",
    'Deno.writeTextFile("note", "1")',
  ]
) {
  Deno.test(`nothing is kept between two processes by ${expression.slice(0, 30)}`, async () => {
    const realTime = true;
    assertMatch(
      String(await found(expression, { realTime })),
      /^(NotADirectory|NotCapable|Error: Failed to create cache storage)/,
    );
  });
}

/** Ways to open a second server; the first is the examiner's. */
const listening: Record<string, string> = {
  "Deno.serve": "Deno.serve({ port: 0 }, () => new Response());",
  "Deno.listen": "Deno.listen({ port: 0 });",
  "the examiner's own address":
    'Deno.listen({ port: 0, hostname: "127.0.0.1" });',
  "node:net":
    'import { createServer } from "node:net"; createServer().listen(0, "127.0.0.1");',
  "node:http":
    'import { createServer } from "node:http"; createServer().listen(0, "127.0.0.1");',
};

for (const [name, before] of Object.entries(listening)) {
  Deno.test(`a server subject cannot listen by ${name}`, async () => {
    const [event] = await gradeSource(tells('"ok"', before));
    assertEquals(event?.verdict, "crash", said(event!));
    assertStringIncludes(said(event!), "Requires net access");
  });
}

/** Leaks one timer and one listener for each request. */
const leaks = `
  log.onAppend(() => {});
  setInterval(() => {}, 3_600_000);`;

/** Counts what a server leaves behind after two requests. */
const leavesNoTimer: Body = async ({ server, expect }) => {
  await server.get("/");
  await server.get("/");
  const left = await server.timers();
  expect(left === 0, { expected: "no timer", got: `${left} timers` });
};

const leavesNoListener: Body = async ({ server, expect }) => {
  await server.get("/");
  await server.get("/");
  const left = await server.listeners();
  expect(left === 0, { expected: "no listener", got: `${left} listeners` });
};

/** Lies about timers and listeners, in the first lines of the file. */
const lies: Record<string, string> = {
  "nothing (the control)": "",
  "log.listeners": "OWN",
  "EventLog.prototype.listeners":
    'Object.defineProperty(EventLog.prototype, "listeners", { get: () => 0 });',
  "the size of sets":
    'try { Object.defineProperty(Set.prototype, "size", { get: () => 0 }); } catch {}',
  "the methods of sets and maps":
    "for (const { prototype } of [Set, Map]) for (const name of ['add', 'set', 'forEach', 'values']) try { (prototype as any)[name] = () => {}; } catch {}",
  "a setter of Object.prototype":
    'for (const name of ["timers", "toJSON", "then", "timersSet"]) try { Object.defineProperty(Object.prototype, name, { configurable: true, get() { return undefined; }, set(value) { (globalThis as any).caught = this; } }); } catch {}',
  "toJSON of numbers and arrays":
    "(Number.prototype as any).toJSON = () => 0; try { (Array.prototype as any).toJSON = () => []; } catch {}",
  "JSON.stringify":
    "JSON.stringify = () => '{}'; TextEncoder.prototype.encode = () => new Uint8Array();",
  promises:
    "Promise.prototype.then = function () { return this; } as any; Object.defineProperty(Promise.prototype, 'constructor', { get: () => class {} });",
  "arrays":
    "for (const name of ['map', 'filter', 'some', 'push', 'forEach', Symbol.iterator]) (Array.prototype as any)[name] = () => [];",
  "Math and Reflect":
    "Math.min = () => Infinity; Reflect.apply = () => 0 as any;",
  "clearInterval of everything":
    "const clear = clearInterval; (globalThis as any).setInterval.clock = null; clear(0);",
};

/** Who replaces these comes no further than to a crash or a timeout. */
const harmsItself: ReadonlySet<string> = new Set(["promises", "arrays"]);

for (const [name, before] of Object.entries(lies)) {
  Deno.test(`leaks are counted when a subject lies by ${name}`, async () => {
    const own = before === "OWN"
      ? 'Object.defineProperty(log, "listeners", { get: () => 0 });'
      : "";
    const source = `import { EventLog } from "kernel"; EventLog;
${before === "OWN" ? "" : before}
export function handler(log: EventLog) {
  ${own}
  return () => { ${leaks} return new Response("ok"); };
}`;
    const events = await gradeSource(source, [leavesNoTimer, leavesNoListener]);
    for (const event of events) {
      assertNotEquals(event.verdict, "pass", said(event));
    }
    if (harmsItself.has(name)) return;
    assertStringIncludes(said(events[0]!), "2 timers");
    assertStringIncludes(said(events[1]!), "2 listeners");
  });
}

/** Bytes that a function may not change, and gives back changed. */
const spoils = (lie: string) =>
  `export function spoil(bytes: Uint8Array) { ${lie} bytes[0] = 7; return bytes; }`;

for (
  const lie of [
    "",
    "bytes.toBase64 = () => 'AAAA';",
    "Uint8Array.prototype.toBase64 = () => 'AAAA';",
    "Uint8Array.fromBase64 = () => new Uint8Array(3);",
    "try { Map.prototype.entries = () => [] as any; } catch {}",
  ]
) {
  Deno.test(`spoiled bytes are seen in spite of ${lie || "nothing"}`, async () => {
    const exercise = { kind: "function", exports: "spoil" } as const;
    const [event] = await gradeSource(spoils(lie), [
      async ({ callee, expect }) => {
        const call = await callee.call({ $bytes: "AAAA" });
        await call.expectResult({ $bytes: "BwAA" });
        expect(!call.changed, { expected: "untouched bytes", got: "changed" });
      },
    ], { exercise });
    assertEquals(event?.verdict, "fail", said(event!));
    assertStringIncludes(said(event!), "untouched bytes");
  });
}

Deno.test("a folder that is a link, or holds one, is nobody's submission", async () => {
  const class_ = await Deno.makeTempDir();
  const path = "09_test/01_answer";
  const honest = join(class_, "honest");
  const file = join(honest, `${path}.ts`);
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, tells('"ok"'));
  await Deno.symlink(honest, join(class_, "linked"));
  await Deno.mkdir(join(class_, "inside"));
  await Deno.symlink(dirname(file), join(class_, "inside", "09_test"));
  const verdicts: Record<string, string> = {};
  for (const name of ["honest", "linked", "inside"]) {
    const root = join(class_, name);
    const [event] = await gradeFile(join(root, `${path}.ts`), [answers200], {
      root,
    });
    verdicts[name] = `${event?.verdict} ${event?.report?.got ?? ""}`.trim();
  }
  await Deno.remove(class_, { recursive: true });
  const link = "crash a symbolic link: the file, or a folder on the way to it";
  assertEquals(verdicts, { honest: "pass", linked: link, inside: link });
});

Deno.test({
  name: "a pipe and a device are no exercise, and nobody waits for them",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const pipe = join(folder, "pipe.ts");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    for (const file of [pipe, "/dev/zero", "/dev/full"]) {
      const [event] = await gradeFile(file, [answers200]);
      assertEquals(event?.verdict, "crash", said(event!));
      assertStringIncludes(said(event!), "something that is no file");
    }
    await Deno.remove(folder, { recursive: true });
  },
});
