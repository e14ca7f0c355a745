/**
 * Programs that make no sense: they produce whatever no check expects. None
 * of them may pass for a fault of the kit.
 *
 * @module
 */
import type { Exercise } from "catalogue";

/** Values that are no answer to anything; the place where they begin is drawn anew in each process. */
const values = `
class Odd extends Error { override name = "OddError"; }
const deep = () => { let all: any = []; for (let n = 0; n < 3000; n++) all = [all]; return all; };
const values: any[] = [
  undefined, null, 0, -1, NaN, 1e308, 10n, true, "", "text", "\\u001b]0;x\\u0007\\n", Symbol("s"),
  [], [null], [undefined], [[]], {}, { id: null }, { id: { toString: 1 } }, { $bytes: "!" }, { $chunks: 5 },
  { length: -1 }, { data: null, type: 5 }, [{ id: {}, at: "", from: 5 }], new Map(), new Date(NaN), () => 5, deep(),
  new Uint8Array(3), "x".repeat(100_000), Object.create(null), "vapid t=..., k=", "vapid t=e30.bnVsbA.e30, k=AAAA",
];
let turn = Math.floor(Math.random() * values.length);
const next = (): any => values[turn++ % values.length];
const throwing = (): never => {
  const errors: any[] = [new Odd("odd"), null, undefined, 5, "words", { message: 5 }, Object.assign(new Error("x"), { message: 7, name: Symbol.iterator.toString() })];
  throw errors[turn++ % errors.length];
};
const never = new Promise<never>(() => {});
`;

/** Answers that are HTTP, and nothing else that was asked for. */
const answers = `
const bodies = ["", "{", "null", "[null]", "[[[]]]", '[{"id":{"toString":1},"at":1,"from":"a","text":"b"}]', '{"id":1e999}', "[".repeat(5000) + "]".repeat(5000), '"text"', "9".repeat(400), "\\u001b[2J\\n"];
const headers = [{}, { location: "http://[" }, { location: "//" }, { location: "/messages/%" }, { etag: "x" }, { etag: '"' }, { "content-type": "application/json" }, { "content-type": "text/event-stream" }, { allow: "" }, { "content-type": "application/problem+json", ttl: "x" }, { location: "/subscriptions/%ff" }];
const statuses = [200, 201, 204, 200, 304, 400, 410, 412, 500, 503, 201];
const answer = () => {
  const status = statuses[turn++ % statuses.length]!;
  const body = status === 204 || status === 304 ? null : bodies[turn++ % bodies.length]!;
  return new Response(body, { status, headers: headers[turn++ % headers.length]! as HeadersInit });
};
`;

const servers = {
  "a server that answers nonsense":
    "export function NAME() { return () => answer(); }",
  "a server that answers 200 to everything": `export function NAME() {
    return (request: Request) => new Response(request.method === "GET" ? "[]" : "{}", { status: request.method === "GET" ? 200 : 201, headers: { location: "/messages/%", "content-type": "application/json" } });
  }`,
  "a server that returns no answer":
    "export function NAME() { return () => next(); }",
  "a server that never answers":
    "export function NAME() { return () => never; }",
  "a server that throws": "export function NAME() { return () => throwing(); }",
  "a server whose streams and sockets say nonsense": `export function NAME() {
    return (request: Request) => {
      if (request.headers.get("upgrade") !== "websocket") {
        const lines = ["id: x\\ndata: null\\n\\n", "event: reset\\ndata: {\\n\\n", "data: [[[\\n\\n", ": \\n\\n", "retry: x\\n\\nid: 1\\ndata: {}\\n\\n", "event: reset\\ndata: null\\n\\n", 'id: 1\\ndata: {"id":{"toString":1}}\\n\\n'];
        return new Response(ReadableStream.from(Array.from({ length: 5 }, () => new TextEncoder().encode(lines[turn++ % lines.length]))), { headers: { "content-type": "text/event-stream" } });
      }
      const { socket, response } = Deno.upgradeWebSocket(request);
      const said = ["null", "5", "{", '{"type":"ack"}', '{"type":"ack","key":{"toString":1},"id":[]}', '{"type":"message","id":null}', '{"type":"error","title":5}', '{"type":"message","id":{"toString":1},"from":1}', "[".repeat(5000)];
      const say = () => { for (let n = 0; n < 3; n++) socket.send(said[turn++ % said.length]!); };
      socket.onopen = say; socket.onmessage = () => { say(); socket.send(new Uint8Array(2)); };
      return response;
    };
  }`,
};

const asks = `
const ask = async (url: URL) => {
  const heads = ["GET http://[ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "GET // HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "GET http://127.0.0.1:99999/messages HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "GET * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "POST /messages?since=%ff HTTP/1.1\\r\\nA: \\u0000\\r\\nContent-Length: 1\\r\\n\\r\\n{", "GET /messages?since={} HTTP/1.1\\r\\nLast-Event-ID: \\u0000\\r\\n\\r\\n", "nonsense\\r\\n\\r\\n"];
  const connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  await connection.write(new TextEncoder().encode(heads[turn++ % heads.length]));
};
`;

const clients = {
  "a client that returns nonsense": "export function NAME() { return next(); }",
  "a client that throws": "export function NAME() { throwing(); }",
  "a client that yields nonsense":
    "export async function* NAME() { for (let n = 0; n < 60; n++) yield next(); }",
  "a client that asks nonsense and yields it":
    "export async function* NAME(url: URL) { await ask(url); for (let n = 0; n < 9; n++) yield next(); await never; }",
  "a client that never comes back":
    "export async function* NAME() { await never; }",
  "a client of nonsense": `export function NAME(url: URL) {
    void ask(url).catch(() => {});
    return { messages: (async function* () { for (let n = 0; n < 9; n++) yield next(); await never; })(), publish: () => next(), close: () => next() };
  }`,
  "a client whose parts throw":
    "export function NAME() { return { messages: { [Symbol.asyncIterator]: throwing }, publish: throwing, close: throwing }; }",
};

const classes = {
  "a class of nonsense": `export class NAME extends EventTarget {
    get readyState() { return next(); }
    constructor(url: URL) {
      super();
      void ask(new URL(url)).catch(() => {});
      setTimeout(() => { for (const type of ["open", "message", "error", "reset"]) { const event = new Event(type); Object.assign(event, { data: next(), lastEventId: next(), origin: next() }); this.dispatchEvent(event); } }, 0);
    }
    close() { return next(); }
  }`,
  "a class that throws": "export class NAME { constructor() { throwing(); } }",
  "a class without anything": "export class NAME {}",
};

const functions = {
  "a function that returns nonsense":
    "export function NAME() { return next(); }\nexport function verify() { return next(); }",
  "a function that throws":
    "export function NAME() { throwing(); }\nexport function verify() { throwing(); }",
  "a function that never ends":
    "export async function NAME() { await never; }\nexport async function verify() { await never; }",
  "a function that yields nonsense":
    "export async function* NAME() { for (let n = 0; n < 9; n++) yield next(); }\nexport function verify() { return next(); }",
  "a function that calls back with nonsense":
    `export function NAME(...given: any[]) {
    for (const options of given) if (typeof options === "object" && options !== null) {
      for (const call of Object.values(options)) if (typeof call === "function") { try { call(next(), next()); } catch { /* on */ } }
    }
    return next();
  }
  export const verify = NAME;`,
};

const programs = {
  "a program that does nothing": "export function NAME() { return next(); }",
  "a program that says nonsense":
    `export async function NAME(listener: Deno.Listener) {
    const said = ["", "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: x\\r\\n\\r\\n\\u0081\\u0000", "HTTP/1.1 99999 x\\r\\n\\r\\n", "HTTP/1.1 400 \\r\\nA: \\u0000\\r\\n\\r\\n", "\\u0000"];
    for await (const connection of listener) {
      void connection.read(new Uint8Array(999)).then(() => connection.write(new TextEncoder().encode(said[turn++ % said.length]))).then(() => turn++ % 2 ? connection.close() : 0).catch(() => {});
    }
  }`,
  "a program that throws": "export function NAME() { throwing(); }",
};

const workers = {
  "a worker that does nothing": "export function NAME() {}",
  "a worker of nonsense": `export function NAME(scope: any) {
    const wild = (event: any) => event.waitUntil((async () => {
      for (const work of [() => scope.registration.showNotification(next(), next()), () => scope.clients.openWindow(next()), () => scope.registration.pushManager.subscribe(next()), () => fetch(next(), next())]) {
        try { await work(); } catch { /* on */ }
      }
      return next();
    })());
    for (const type of ["push", "notificationclick", "pushsubscriptionchange"]) scope.addEventListener(type, wild);
  }`,
  "a worker that throws": `export function NAME(scope: any) {
    for (const type of ["push", "notificationclick", "pushsubscriptionchange"]) scope.addEventListener(type, throwing);
  }`,
};

const suites = {
  "tests that are none": "export const nothing = 5;",
  "tests that throw":
    'for (const name of ["a", "b", "c"]) Deno.test(name, () => { throw new Error("\\u001b[2J & <x>"); });',
};

/** Programs for an exercise that make no sense, each with what it is. */
export function nonsenseFor(
  { kind, exports }: Exercise,
): readonly (readonly [what: string, source: string])[] {
  const sources: Record<string, string> = {
    server: { ...servers },
    client: /^[A-Z]/.test(exports) ? classes : clients,
    function: functions,
    program: programs,
    worker: workers,
    suite: suites,
  }[kind];
  return Object.entries(sources).map(([what, source]) => [
    what,
    `// deno-lint-ignore-file\n${values}${answers}${asks}${
      source.replaceAll("NAME", exports)
    }\n`,
  ]);
}

/** A right solution behind whose back something is lost, doubled or replaced now and then. */
const spoilers: Partial<Record<Exercise["kind"], string>> = {
  server: `export function NAME(log: any, options: any = {}) {
    const handle = (RIGHT as any)(log, careless(options));
    return async (request: Request) => {
      const right: Response = await handle(request);
      if (fine()) return right;
      if (right.status === 101) return right;
      const headers = new Headers(right.headers);
      for (const name of [...headers.keys()]) if (!fine()) headers.delete(name);
      if (fine()) return new Response(right.body, { status: right.status, headers });
      return answer();
    };
  }`,
  client: `export async function* NAME(url: any, options: any) {
    for await (const value of (RIGHT as any)(url, options)) {
      if (fine()) yield value;
      else if (fine()) yield next();
    }
  }`,
  function: `export function NAME(...given: any[]) {
    if (!fine()) return next();
    const result: any = (RIGHT as any)(...given.map(careless));
    if (typeof result?.[Symbol.asyncIterator] === "function") {
      return (async function* () { for await (const value of result) yield fine() ? value : next(); })();
    }
    return fine() ? result : next();
  }`,
};

/** Options whose functions are called now and then, or twice. */
const careless = `
const fine = () => Math.random() < 0.7;
const careless = (options: any) => {
  if (typeof options !== "object" || options === null || ArrayBuffer.isView(options)) return options;
  if (Object.getPrototypeOf(options) !== Object.prototype) return options;
  return Object.fromEntries(Object.entries(options).map(([name, value]: [string, any]) => [name, typeof value !== "function" ? value : (...given: any[]) => {
    if (!fine()) return fine() ? next() : value(...given, value(...given));
    return value(...given);
  }]));
};
`;

/** The solution of an exercise, spoiled; undefined for kinds that are spoiled in no way. */
export function spoiled(
  { kind, exports }: Exercise,
  solution: string,
): string | undefined {
  const spoiler = spoilers[kind];
  if (spoiler === undefined || !/^[a-z]/.test(exports)) return undefined;
  if (exports === "connect") return undefined;
  const right = `right_${exports}`;
  const renamed = solution
    .replace(
      new RegExp(`export ((?:async )?function\\*? ?${exports}\\b)`),
      "$1",
    )
    .replaceAll(new RegExp(`(?<![\\w."'])${exports}\\b(?=\\()`, "g"), right);
  // What stands beside the solution must not share names with it.
  const own = spoiler.replaceAll("NAME", exports).replaceAll("RIGHT", right)
    .replaceAll(/\b(next|answer|fine|careless)\b/g, "spoil.$1");
  return [
    "// deno-lint-ignore-file",
    renamed,
    `const spoil = (() => { ${values}${answers}${careless}`,
    "return { next, answer, fine, careless, throwing, never }; })();",
    own,
  ].join("\n");
}
