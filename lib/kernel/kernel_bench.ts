/**
 * Measures the kernel against bare `Deno.serve` in the same run and prints ratios:
 * `deno task bench`. Each measure takes both in turn, round by round, and gives the
 * median of the rounds, so that what else the machine does touches both alike.
 *
 * @module
 */
import { Child } from "./_bench/child.ts";
import { EventLog } from "./event_log.ts";
import { median } from "./_bench/median.ts";

const KINDS = ["bare", "kernel"] as const;
const POLLS = 2_000;
const REQUEST_ROUNDS = 15;
const REQUEST_ROUND_MS = 400;
const MEMORY_ROUNDS = 3;
const APPEND_ROUNDS = 15;
const LIMIT_MS = 180_000;

type Pair = Record<typeof KINDS[number], number>;

/** Runs `measure` for both kinds in turn, the order changing from round to round. */
async function inTurn(
  rounds: number,
  measure: (kind: keyof Pair) => number | Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair: Pair = { bare: 0, kernel: 0 };
    for (const kind of round % 2 ? KINDS : KINDS.toReversed()) {
      pair[kind] = await measure(kind);
    }
    pairs.push(pair);
  }
  return pairs;
}

function report(
  what: string,
  unit: string,
  aim: string,
  pairs: Pair[],
  ratio: (pair: Pair) => number,
): void {
  const bare = median(pairs.map(({ bare }) => bare));
  const kernel = median(pairs.map(({ kernel }) => kernel));
  const figures = `${kernel.toFixed(0)} against ${bare.toFixed(0)} ${unit}`;
  const value = median(pairs.map(ratio)).toFixed(2);
  console.log(`${what.padEnd(36)} ${value}  (aim ${aim}; ${figures})`);
}

async function requestsPerSecond(): Promise<void> {
  await using bare = new Child("server.ts", "bare");
  await using kernel = new Child("server.ts", "kernel");
  const urls = { bare: await bare.line(), kernel: await kernel.line() };
  const measure = async (kind: keyof Pair) => {
    const args = ["requests", urls[kind], `${REQUEST_ROUND_MS}`];
    await using load = new Child("load.ts", ...args);
    return Number(await load.line());
  };
  await inTurn(1, measure); // warms both up
  const pairs = await inTurn(REQUEST_ROUNDS, measure);
  const ratio = ({ bare, kernel }: Pair) => kernel / bare;
  report("requests per second", "requests/s", ">= 0.90", pairs, ratio);
}

async function memoryPerHeldRequest(): Promise<void> {
  const pairs = await inTurn(MEMORY_ROUNDS, async (kind) => {
    await using server = new Child("server.ts", kind);
    await using load = new Child(
      "load.ts",
      "hold",
      await server.line(),
      `${POLLS}`,
    );
    return Number(await load.line());
  });
  const ratio = ({ bare, kernel }: Pair) => kernel / bare;
  report(`memory per held poll of ${POLLS}`, "bytes", "<= 1.30", pairs, ratio);
}

async function appendOverHttp(): Promise<void> {
  await using bare = new Child("server.ts", "bare");
  await using kernel = new Child("server.ts", "kernel");
  const hold = async (server: Child) => {
    const load = new Child("load.ts", "hold", await server.line(), `${POLLS}`);
    await load.line();
    return load;
  };
  await using bareLoad = await hold(bare);
  await using kernelLoad = await hold(kernel);
  const loads = { bare: bareLoad, kernel: kernelLoad };
  const pairs = await inTurn(APPEND_ROUNDS, async (kind) => {
    await loads[kind].goOn();
    return Number(await loads[kind].line());
  });
  const ratio = ({ bare, kernel }: Pair) => bare / kernel;
  report(`append heard by ${POLLS} over HTTP`, "ms", ">= 0.80", pairs, ratio);
}

async function appendInProcess(): Promise<void> {
  const log = new EventLog();
  const heardBy = (publish: () => void, waiting: Promise<unknown>[]) => {
    const start = performance.now();
    publish();
    return Promise.all(waiting).then(() => (performance.now() - start) * 1000);
  };
  const measure = {
    bare: () => {
      const resolvers: ((text: string) => void)[] = [];
      const waiting = Array.from(
        { length: POLLS },
        () => new Promise<string>((resolve) => void resolvers.push(resolve)),
      );
      return heardBy(() => {
        for (const resolve of resolvers) resolve("hello");
      }, waiting);
    },
    kernel: async () => {
      const removals: (() => void)[] = [];
      const waiting = Array.from(
        { length: POLLS },
        () =>
          new Promise<string>((resolve) => {
            removals.push(log.onAppend(({ text }) => resolve(text)));
          }),
      );
      const publish = () => void log.append({ from: "bench", text: "hello" });
      const microseconds = await heardBy(publish, waiting);
      for (const remove of removals) remove();
      return microseconds;
    },
  };
  const run = (kind: keyof Pair) => measure[kind]();
  await inTurn(200, run); // warms both up
  const pairs = await inTurn(200, run);
  const ratio = ({ bare, kernel }: Pair) => bare / kernel;
  report(
    `append heard by ${POLLS} in the process`,
    "us",
    ">= 0.80",
    pairs,
    ratio,
  );
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1000} s`);
  Deno.exit(1);
}, LIMIT_MS);
console.log("The kernel against bare Deno.serve, medians of the same run:");
await requestsPerSecond();
await memoryPerHeldRequest();
await appendOverHttp();
await appendInProcess();
clearTimeout(limit);
