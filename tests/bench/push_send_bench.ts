/**
 * Measures how 6.2 writes to 1,000 people: `deno run -A
 * tests/bench/push_send_bench.ts`. With ten in flight, as it does by default, it
 * is compared with one after the other and with all at once, in the same run
 * and in turn, each time in a process of its own. The service takes
 * 20 ms for each message, as one on the other side of a sea would.
 *
 * @module
 */
import { Child } from "../../lib/kernel/_bench/child.ts";
import { median } from "../../lib/kernel/_bench/median.ts";

const PEOPLE = 1_000;
const LATENCY_MS = 20;
const ROUNDS = 3;
const LIMIT_MS = 300_000;

/** What one run measured. */
interface Run {
  /** For each message, in ms. */
  readonly ms: number;
  /** The same, one after the other. */
  readonly oneByOneMs: number;
  /** Requests on their way at one time, at most, as the service saw it. */
  readonly most: number;
  /** Memory beyond what was there before, at most. */
  readonly bytes: number;
}

const program = (name: string) => new URL(name, import.meta.url).href;

async function sendTo(url: string, inFlight: number): Promise<Run> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-check", "--quiet"],
      ...["--allow-net=127.0.0.1", "--allow-env=ECE_KEYLOG"],
      ...[program("_push_load.ts"), url, `${PEOPLE}`, `${inFlight}`],
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1_000} s`);
  Deno.exit(1);
}, LIMIT_MS);
await using service = new Child(program("_push_sink.ts"), `${LATENCY_MS}`);
const url = await service.line();
const ten: Run[] = [];
const all: Run[] = [];
for (let round = 0; round < ROUNDS; round++) {
  ten.push(await sendTo(url, 10));
  all.push(await sendTo(url, PEOPLE));
}

function print(
  what: string,
  runs: readonly Run[],
  pace: "ms" | "oneByOneMs" = "ms",
): void {
  const of = (name: keyof Run) => median(runs.map((run) => run[name]));
  const perSecond = (1_000 / of(pace)).toFixed(0);
  const mebibytes = (of("bytes") / 1_048_576).toFixed(0);
  const memory = pace === "ms"
    ? `   ${of("most")} on their way and ${mebibytes} MiB more, at most`
    : "";
  console.log(`${what.padEnd(20)} ${perSecond.padStart(4)} a second${memory}`);
}

console.log(
  `6.2 to ${PEOPLE} people, ${LATENCY_MS} ms each, medians of ${ROUNDS} runs:`,
);
print("one after the other", ten, "oneByOneMs");
print("ten in flight", ten);
print("all at once", all);
clearTimeout(limit);
