/**
 * Measures lesson 5's solutions against what somebody else wrote, in the same
 * run: `deno run -A tests/bench/websockets_bench.ts`. The board of 5.2 tells
 * 1,000 sockets what a bare loop tells them; the server of 5.10, from the
 * handshake to the frames, echoes beside npm:ws on Node and
 * `Deno.upgradeWebSocket`. All take turns in a drawn order, round by round, and
 * the median of the rounds' ratios is printed, so that what else the machine
 * does touches all alike. The load is raw TCP with frames made beforehand: it
 * costs less than any of the servers.
 *
 * @module
 */
import { join, toFileUrl } from "@std/path";
import { Child } from "../../lib/kernel/_bench/child.ts";
import { median } from "../../lib/kernel/_bench/median.ts";

const SOCKETS = 1_000;
const BROADCASTS = 10;
const BROADCAST_ROUNDS = 31;
const ECHO_CONNECTIONS = 16;
const ECHO_ROUNDS = 7;
const ECHO_MS = 500;
const WS_VERSION = "8.23.0";
const LIMIT_MS = 300_000;

/** What one round measured, by name. */
type Round = Record<string, number>;

function shuffled<T>(list: readonly T[]): T[] {
  return list.map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** Measures all of them `count` times, each time in another order. */
async function measure(
  count: number,
  measures: Record<string, () => Promise<number>>,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < count; round++) {
    const measured: Round = {};
    for (const name of shuffled(Object.keys(measures))) {
      measured[name] = await measures[name]!();
    }
    rounds.push(measured);
  }
  return rounds;
}

const program = (name: string) => new URL(name, import.meta.url).href;

/** A board in a process of its own, and its sockets in another. */
class Hall implements AsyncDisposable {
  readonly #server: Child;
  #load: Child | undefined;

  constructor(kind: "bare" | "board") {
    this.#server = new Child(program("_socket_server.ts"), kind);
  }

  async fill(): Promise<void> {
    const url = await this.#server.line();
    const counts = [`${SOCKETS}`, `${BROADCASTS}`];
    this.#load = new Child(program("_socket_load.ts"), url, ...counts);
    await this.#load.line();
  }

  /** Milliseconds for a broadcast, until all sockets had it. */
  async broadcast(): Promise<number> {
    await this.#load!.goOn();
    return Number(await this.#load!.line()) / BROADCASTS;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load?.[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

async function compareBroadcasts(): Promise<void> {
  await using board = new Hall("board");
  await using bare = new Hall("bare");
  await board.fill();
  await bare.fill();
  const measures = {
    ours: () => board.broadcast(),
    bare: () => bare.broadcast(),
  };
  await measure(3, measures); // warms both up
  const rounds = await measure(BROADCAST_ROUNDS, measures);
  const ratio = median(rounds.map(({ ours, bare }) => bare! / ours!));
  const ms = (name: string) =>
    median(rounds.map((round) => round[name]!)).toFixed(1);
  console.log(
    `one message to ${SOCKETS} sockets, against a bare loop  ${
      ratio.toFixed(2)
    }  (aim >= 0.80; ${ms("ours")} ms against ${ms("bare")} ms)`,
  );
}

/** Puts npm:ws where Node finds it; undefined without Node. */
async function provideWs(folder: string): Promise<string | undefined> {
  try {
    await new Deno.Command("node", { args: ["--version"] }).output();
  } catch {
    return undefined;
  }
  const dependencies = { ws: WS_VERSION };
  await Deno.writeTextFile(
    join(folder, "package.json"),
    JSON.stringify({ dependencies }),
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: folder,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return toFileUrl(join(folder, "node_modules", "ws", "wrapper.mjs")).href;
}

/** The echo servers, each in a process of its own. */
function echoServers(ws: string | undefined): Record<string, Child> {
  const echo = program("_echo_server.ts");
  return {
    "5.10": new Child(echo, "ours"),
    ...(ws
      ? { "npm:ws on Node": new Child(program("_echo_node.mjs"), ws) }
      : {}),
    "Deno.upgradeWebSocket": new Child(echo, "deno"),
  };
}

/** Messages that come back per second. */
async function echoSpeed(
  url: string,
  bytes: number,
  ahead: number,
): Promise<number> {
  const numbers = [bytes, ECHO_CONNECTIONS, ahead, ECHO_MS].map(String);
  await using load = new Child(program("_echo_load.ts"), url, ...numbers);
  return Number(await load.line());
}

async function compareEchoes(servers: Record<string, Child>): Promise<void> {
  const urls: [string, string][] = [];
  for (const [name, server] of Object.entries(servers)) {
    urls.push([name, await server.line()]);
  }
  for (
    const { bytes, ahead, what } of [
      { bytes: 64, ahead: 1, what: "64 bytes, one at a time" },
      { bytes: 64, ahead: 16, what: "64 bytes, 16 at a time" },
      { bytes: 16_384, ahead: 1, what: "16 KiB, one at a time" },
    ]
  ) {
    const measures = Object.fromEntries(
      urls.map(([name, url]) => [name, () => echoSpeed(url, bytes, ahead)]),
    );
    await measure(1, measures); // warms all up
    const rounds = await measure(ECHO_ROUNDS, measures);
    const figures = urls.map(([name]) => {
      const speed = median(rounds.map((round) => round[name]!)).toFixed(0);
      const ratio = median(rounds.map((round) => round["5.10"]! / round[name]!))
        .toFixed(2);
      return name === "5.10" ? `5.10 ${speed}` : `${name} ${speed} (${ratio})`;
    });
    console.log(`${what.padEnd(24)} ${figures.join("   ")}`);
  }
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1_000} s`);
  Deno.exit(1);
}, LIMIT_MS);
console.log("Lesson 5 against others, medians of the same run:");
await compareBroadcasts();
const folder = await Deno.makeTempDir();
try {
  const ws = await provideWs(folder);
  console.log(
    `Echoes per second on ${ECHO_CONNECTIONS} connections, and 5.10 as a share of the others:`,
  );
  if (!ws) console.log("(npm:ws is left out: there is no Node here)");
  const servers = echoServers(ws);
  await compareEchoes(servers);
  for (const server of Object.values(servers)) {
    await server[Symbol.asyncDispose]();
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
clearTimeout(limit);
