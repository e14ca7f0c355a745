import type { Exercise } from "catalogue";

/** Programs that do nothing of what is asked, by what they do instead; `NAME` is the export. */
type Programs = Readonly<Record<string, string>>;

/** A server that says the same to everybody. */
const always = (response: string) =>
  `export function NAME() { return () => ${response}; }`;

const servers: Programs = {
  "answers 200 with an empty list": always("Response.json([])"),
  "answers 204": always("new Response(null, { status: 204 })"),
  "answers 400": always("new Response(null, { status: 400 })"),
  "answers 404": always("new Response(null, { status: 404 })"),
  "answers 500": always("new Response(null, { status: 500 })"),
  "says what it was told":
    "export function NAME() { return (request: Request) => new Response(request.body); }",
};

const clients: Programs = {
  "returns at once": "export async function* NAME() {}",
  "asks once and yields nothing":
    'export async function* NAME(url: URL) { await (await fetch(new URL("messages?since=0", url))).text(); }',
};

const connections: Programs = {
  "connects to nothing": `export function NAME() {
  return { messages: (async function* () {})(), publish: () => Promise.resolve(), close() {} };
}`,
};

const classes: Programs = {
  "dispatches nothing": `export class NAME extends EventTarget {
  readyState = 0;
  close() {}
}`,
  "asks once and dispatches nothing": `export class NAME extends EventTarget {
  readyState = 0;
  constructor(url: URL) { super(); fetch(url).then((r) => r.text(), () => {}); }
  close() { this.readyState = 2; }
}`,
};

const functions: Programs = {
  "returns undefined": "export function NAME() {}",
  "returns what it gets":
    "export function NAME(value: unknown) { return value; }",
  "returns an empty text": 'export function NAME() { return ""; }',
  "throws an Error": 'export function NAME() { throw new Error("no"); }',
  "throws a TypeError": 'export function NAME() { throw new TypeError("no"); }',
};

const programs: Programs = {
  "accepts and is silent":
    `export async function NAME(listener: Deno.TcpListener) {
  const kept = [];
  for await (const connection of listener) kept.push(connection);
}`,
  "closes every connection":
    `export async function NAME(listener: Deno.TcpListener) {
  for await (const connection of listener) connection.close();
}`,
};

const workers: Programs = {
  "registers nothing": "export function NAME() {}",
  "listens and does nothing": `export function NAME(scope: EventTarget) {
  for (const type of ["push", "notificationclick", "pushsubscriptionchange"]) scope.addEventListener(type, () => {});
}`,
};

const suites: Programs = {
  "proves nothing":
    'for (const name of ["a", "b", "c"]) Deno.test(name, () => {});',
};

/** The programs that do nothing of what an exercise asks. */
export function nothingFor({ kind, exports }: Exercise): [string, string][] {
  const programsOf = {
    server: servers,
    client: exports === "connect"
      ? connections
      : /^[A-Z]/.test(exports)
      ? classes
      : clients,
    function: functions,
    program: programs,
    worker: workers,
    suite: suites,
  }[kind];
  return Object.entries(programsOf).map(([what, source]) => [
    what,
    source.replaceAll("NAME", exports),
  ]);
}
