/**
 * Runs the learner's file for `try`, in a process of its own. Its argument is
 * a {@linkcode TryOrder} as JSON. Whatever the learner prints goes to the
 * terminal, so reports go over HTTP. What is exported is called by the kinds
 * of the examiner, so that what runs here runs there.
 *
 * @module
 */
import { offeredInstead } from "../../../exam/submission/import_problem.ts";
import { complaint } from "./inspect.ts";
import { type Learner, loadLearner, reporter } from "./learner.ts";
import type { TryOrder } from "./order.ts";
import { runClient } from "./run_client.ts";
import { runFunction } from "./run_function.ts";
import { runProgram } from "./run_program.ts";
import { runServer } from "./run_server.ts";
import { runWorker } from "./run_worker.ts";

const RUNS: Readonly<Record<string, (learner: Learner) => Promise<void>>> = {
  server: runServer,
  program: runProgram,
  client: runClient,
  function: runFunction,
  worker: runWorker,
};

/** The parent is gone when its end of the pipe is. */
async function leaveWithParent(): Promise<never> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit();
}

const order: TryOrder = JSON.parse(Deno.args[0] ?? "{}");
const report = reporter(order.control);
void leaveWithParent();
try {
  await RUNS[order.kind]?.(await loadLearner(order, report));
} catch (error) {
  if (order.kind === "function") await report("threw", complaint(error));
  else console.error(complaint(error));
  const instead = await offeredInstead(`${error}`);
  if (instead !== undefined) console.error(instead);
  Deno.exit(1);
}
if (order.kind !== "server") Deno.exit();
