import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AssertionError } from "@std/assert";
import { RetryError } from "@std/async";
import { fromFileUrl } from "@std/path";
import { MockError } from "@std/testing/mock";
import { TimeError } from "@std/testing/time";
import { documented, withoutDoor } from "./_documented.ts";

const HERE = new URL("./", import.meta.url);
const CONFIG = new URL("../../deno.json", HERE);

// Without links the names lead to JSR, which has no doors to look at.
const { links } = await readJson<{ links?: string[] }>(CONFIG);
const ignore = links === undefined;

interface Door {
  name: string;
  version: string;
  exports: Record<string, string>;
}

async function readJson<T>(url: URL): Promise<T> {
  return JSON.parse(await Deno.readTextFile(url));
}

async function folders(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(HERE));
  return entries.filter((entry) => entry.isDirectory).map(({ name }) => name)
    .toSorted();
}

/** Such as "class Lazy/1", "delay/1" or "STATUS_CODE". */
function describe(name: string, value: unknown): string {
  if (typeof value !== "function") return name;
  const isClass = Function.prototype.toString.call(value).startsWith("class");
  return `${isClass ? "class " : ""}${name}/${value.length}`;
}

function nameOf(description: string): string {
  return description.replace("class ", "").replace(/\/\d+$/, "");
}

for (const [specifier, list] of Object.entries(documented)) {
  Deno.test(`${specifier} offers what is documented`, async () => {
    const module = await import(specifier);
    const expected = list ? list.split(/ (?<!class )/) : []; // types only
    const actual = expected.map(nameOf).map((name) =>
      name in module ? describe(name, module[name]) : `${name} is missing`
    );
    assertEquals(actual, expected);
  });
}

/** Packages that only our tools use. */
const ofTools = ["cli", "fmt", "path", "text"];

/** Every name that a file of the kit imports from `@std/*`, such as `path join`. */
async function importedNames(): Promise<Set<string>> {
  const names = new Set<string>();
  const imports = /import (?:type )?\{([^}]*)\} from "@std\/([a-z]+)[^"]*"/g;
  for await (const source of sources(new URL("../../", HERE))) {
    for (const [, list = "", room] of source.matchAll(imports)) {
      for (const name of list.matchAll(/(?:^|,)\s*(?:type )?(\w+)/g)) {
        names.add(`${room} ${name[1]}`);
      }
    }
  }
  return names;
}

/** The TypeScript of the kit, but for the doors themselves. */
async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (name.startsWith(".") || url.href === HERE.href) continue;
    if (isDirectory) yield* sources(url);
    else if (name.endsWith(".ts")) yield await Deno.readTextFile(url);
  }
}

Deno.test("the doors that only our tools use offer only what is used", async () => {
  const used = await importedNames();
  const unused = Object.entries(documented).flatMap(([specifier, list]) => {
    const room = specifier.split("/")[1]!;
    if (!ofTools.includes(room)) return [];
    return list.split(/ (?<!class )/).map(nameOf)
      .filter((name) => !used.has(`${room} ${name}`))
      .map((name) => `${specifier} ${name}`);
  });
  assertEquals(unused, []);
});

Deno.test("what a door offers is documented, name by name", async () => {
  for (const folder of await folders()) {
    const { exports } = await readJson<Door>(
      new URL(`${folder}/deno.json`, HERE),
    );
    const known = new Set(
      Object.entries(documented)
        .filter(([specifier]) => specifier.startsWith(`@std/${folder}/`))
        .flatMap(([, list]) => list.split(/ (?<!class )/).map(nameOf)),
    );
    for (const file of new Set(Object.values(exports))) {
      const module = await import(new URL(`${folder}/${file}`, HERE).href);
      assertEquals(
        Object.keys(module).filter((name) => !known.has(name)),
        [],
        `${folder}/${file}`,
      );
    }
  }
});

Deno.test("every door declares the types of what it offers", async () => {
  for (const folder of await folders()) {
    const { exports } = await readJson<Door>(
      new URL(`${folder}/deno.json`, HERE),
    );
    for (const file of new Set(Object.values(exports))) {
      const url = new URL(`${folder}/${file}`, HERE);
      const source = await Deno.readTextFile(url);
      const types = /^\/\/ @ts-self-types="(.*)"/.exec(source)?.[1];
      if (!types) continue; // it is TypeScript
      const declarations = await Deno.readTextFile(new URL(types, url));
      const declared = declarations
        .matchAll(/^export (?:function|class|const) (\w+)/gm)
        .map(([, name]) => name);
      assertEquals(
        [...new Set(declared)].toSorted(),
        Object.keys(await import(url.href)).toSorted(),
        url.href,
      );
    }
  }
});

Deno.test(
  "every door is linked, imported and documented",
  { ignore },
  async () => {
    const { imports } = await readJson<{ imports: Record<string, string> }>(
      CONFIG,
    );
    for (const folder of await folders()) {
      const { name, exports } = await readJson<Door>(
        new URL(`${folder}/deno.json`, HERE),
      );
      assertEquals(name, `@std/${folder}`);
      assertEquals(imports[name], `jsr:${name}@^1`);
      for (const path of Object.keys(exports)) {
        const specifier = `${name}${path.slice(1)}`;
        const isWhole = path === "." || /^\.\/(posix|windows)/.test(path);
        assert(isWhole || specifier in documented, specifier);
      }
    }
    const linked = links!.filter((link) => link.startsWith("./lib/std/"));
    const expected = (await folders()).map((folder) => `./lib/std/${folder}`);
    assertEquals(linked.toSorted(), expected);
  },
);

Deno.test("every door leads to an exact version", async () => {
  const pins = new Set<string>();
  for (const folder of await folders()) {
    for await (const { name } of Deno.readDir(new URL(`${folder}/`, HERE))) {
      const source = await Deno.readTextFile(
        new URL(`${folder}/${name}`, HERE),
      );
      for (
        const [, pin] of source.matchAll(/"npm:((?:@[^@"]+|[^@"]+)@[^/"]+)/g)
      ) {
        pins.add(pin!);
      }
    }
  }
  assertEquals([...pins].toSorted(), [
    "@sinonjs/fake-timers@15.5.0",
    "deno-std@1.4.0",
    "sinon@22.1.0",
  ]);
});

Deno.test("the error classes are errors of their own names", () => {
  const errors = [
    new AssertionError("wrong"),
    new RetryError(new Error("cause"), 3),
    new MockError("wrong"),
    new TimeError("wrong"),
  ];
  for (const error of errors) assert(error instanceof Error);
  assertEquals(errors.map(({ name }) => name), [
    "AssertionError",
    "RetryError",
    "MockError",
    "TimeError",
  ]);
  assertEquals((errors[1]!.cause as Error).message, "cause");
});

/** What `deno check` or `deno run` says of a program with this source. */
async function complaintOf(command: string, source: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, source);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [command, "--quiet", "--config", fromFileUrl(CONFIG), file],
      env: { NO_COLOR: "1" },
    }).output();
    assert(!success, source);
    return new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test(
  "a name that a door lacks is named in the error",
  { ignore },
  async () => {
    const source = `import { Channel } from "@std/async";\nnew Channel();\n`;
    assertStringIncludes(await complaintOf("check", source), "'Channel'");
    assertStringIncludes(await complaintOf("run", source), "'Channel'");
  },
);

for (const [specifier, reason] of Object.entries(withoutDoor)) {
  Deno.test(
    `${specifier} is named in the error, as it has no door`,
    { ignore },
    async () => {
      const [, name, path] = /^(@std\/[^/]+)\/(.*)$/.exec(specifier)!;
      assert(reason.length > 0);
      assertStringIncludes(
        await complaintOf("check", `import ${JSON.stringify(specifier)};\n`),
        `Unknown export './${path}' for '${name}'`,
      );
    },
  );
}
