/**
 * Measures how often per second the conditional server of 2.4 says 304, against
 * a bare `Deno.serve` that sends the same bytes to whoever asks for the path:
 * `deno run --allow-read --allow-run tests/bench/not_modified_bench.ts`. Both
 * are asked in turn, round by round, and the median of the rounds' ratios is
 * printed, so that what else the machine does touches both alike.
 *
 * @module
 */
import { Child } from "../../lib/kernel/_bench/child.ts";
import { median } from "../../lib/kernel/_bench/median.ts";

const ROUNDS = 25;
const ROUND_MS = 400;
const AIM = 0.9;
const LIMIT_MS = 180_000;

const program = (name: string) => new URL(name, import.meta.url).href;

/** A server, and what it is asked with. */
class Server implements AsyncDisposable {
  readonly #child: Child;
  readonly #address: Promise<string[]>;

  constructor(kind: "bare" | "conditional") {
    this.#child = new Child(program("_server.ts"), kind);
    this.#address = this.#child.line().then((line) => line.split(" "));
  }

  /** How many 304 it answers per second. */
  async measure(): Promise<number> {
    const [url, tag] = await this.#address;
    await using load = new Child(
      program("_load.ts"),
      url!,
      tag!,
      `${ROUND_MS}`,
    );
    return Number(await load.line());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

const limit = setTimeout(() => {
  console.error(`The benchmark did not end within ${LIMIT_MS / 1000} s`);
  Deno.exit(1);
}, LIMIT_MS);
await using bare = new Server("bare");
await using conditional = new Server("conditional");
await bare.measure(); // warms both up
await conditional.measure();
const pairs: { bare: number; conditional: number }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  // The order changes from round to round: neither is always the second.
  const first = round % 2 ? await bare.measure() : undefined;
  const ours = await conditional.measure();
  pairs.push({ bare: first ?? await bare.measure(), conditional: ours });
}
clearTimeout(limit);
const ratio = median(pairs.map(({ bare, conditional }) => conditional / bare));
const figures = [
  median(pairs.map(({ conditional }) => conditional)).toFixed(0),
  median(pairs.map(({ bare }) => bare)).toFixed(0),
];
console.log("The conditional server against bare Deno.serve, medians:");
console.log(
  `304 per second  ${ratio.toFixed(2)}  (aim >= ${AIM.toFixed(2)}; ${
    figures.join(" against ")
  } answers/s)`,
);
