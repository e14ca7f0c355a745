/**
 * The process in which one check runs a learner's exercise. It is started
 * early, waits for `begin`, installs virtual time, imports the exercise, and
 * then does what the examiner says until its standard input ends.
 *
 * Nothing that it says can make a check pass: it tells how quiet it is, and
 * hands over values that the examiner judges.
 *
 * @module
 */
import { activity, countActivity } from "./activity.ts";
import { type Command, receive, type Send, sender } from "./channel.ts";
import { classKind } from "./class_kind.ts";
import { clientKind } from "./client_kind.ts";
import { connectionKind } from "./connection_kind.ts";
import { functionKind } from "./function_kind.ts";
import type { BeginKind, Kind } from "./kind.ts";
import { natives } from "./natives.ts";
import { programKind } from "./program_kind.ts";
import { tellRealTime } from "./real_time.ts";
import { countSecureRequests } from "./secure_requests.ts";
import { seedRandom } from "./seeded_random.ts";
import { serverKind } from "./server_kind.ts";
import { countSockets } from "./sockets.ts";
import { installVirtualTime, type VirtualTime } from "./virtual_time.ts";
import { workerKind } from "./worker_kind.ts";

const kinds: Record<string, BeginKind> = {
  server: serverKind,
  client: clientKind,
  class: classKind,
  connection: connectionKind,
  function: functionKind,
  program: programKind,
  worker: workerKind,
};

class Runner {
  readonly #send: Send;
  #time: VirtualTime | undefined;
  #kind: Kind = { commands: {}, begun: {} };
  #ownListeners = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  async obey(command: Command): Promise<void> {
    try {
      const value = await this.#perform(command);
      this.#send({ id: command.id, value: value ?? null });
    } catch (error) {
      this.#send({ id: command.id, error: described(error) });
    }
  }

  #perform(command: Command): unknown {
    switch (command.do) {
      case "begin":
        return this.#begin(command);
      case "turn":
        return this.#turn();
      case "fireNext":
        this.#guarded(() => this.#time?.fireNext(command.until));
        return this.#turn();
      case "moveTo":
        return this.#guarded(() => this.#time?.moveTo(command.until));
      case "jump":
        return this.#guarded(() => this.#time?.jump(command.ms));
      default:
        return this.#kind.commands[command.do]?.(command);
    }
  }

  async #begin(command: Command): Promise<unknown> {
    countActivity();
    countSockets();
    seedRandom(command.seed);
    if (command.certificate !== undefined) countSecureRequests();
    if (command.virtual) {
      this.#time = installVirtualTime();
      tellRealTime(this.#send);
    }
    this.#watchListening();
    const module = await this.#import(command.module);
    const exported = module[command.exportName];
    if (typeof exported !== "function") {
      throw Object.assign(
        new TypeError(
          exportProblem(command.exportName, exported, Object.keys(module)),
        ),
        { phase: "export" },
      );
    }
    this.#kind = await kinds[command.kind]!({
      exported,
      module,
      command,
      send: this.#send,
      now: () => this.#time?.now ?? natives.now(),
    });
    return this.#kind.begun;
  }

  async #import(url: string): Promise<Record<string, unknown>> {
    try {
      return await import(url);
    } catch (error) {
      throw Object.assign(
        error instanceof Error ? error : new Error(String(error)),
        {
          phase: "import",
        },
      );
    }
  }

  /** One turn of the real event loop, and what is to be said after it. */
  async #turn(): Promise<unknown> {
    await new natives.Promise((resolve) => natives.setTimeout(resolve, 0));
    // On a busy machine the timer may fire before the loop has looked at its
    // sockets: the immediate comes after that.
    await new natives.Promise((resolve) => natives.setImmediate(resolve));
    return {
      ...activity,
      now: this.#time?.now ?? null,
      nextAt: this.#time?.nextAt ?? null,
      timers: this.#time?.timers ?? 0,
      ownListeners: this.#ownListeners,
    };
  }

  /** What a timer of the exercise throws ends the process, as it would in Deno. */
  #guarded<T>(move: () => T): T | undefined {
    try {
      return move();
    } catch (error) {
      this.#send({ event: "uncaught", error: described(error) });
      natives.exit(70);
    }
  }

  /** The examiner serves; an exercise that listens itself is told so. */
  #watchListening(): void {
    for (const name of ["serve", "listen", "listenTls"] as const) {
      const original = Deno[name] as (...values: unknown[]) => unknown;
      const counting = (...values: unknown[]) => {
        this.#ownListeners++;
        return original.apply(Deno, values);
      };
      Object.assign(Deno, { [name]: counting });
    }
  }
}

function exportProblem(
  name: string,
  exported: unknown,
  names: string[],
): string {
  if (exported !== undefined) {
    return `Your file exports "${name}" as ${typeof exported}; it has to be a function.`;
  }
  const has = names.length === 0
    ? "It exports nothing"
    : `It exports ${names.join(", ")}`;
  return `Your file does not export "${name}". ${has}. Keep the line "export … ${name}" of the stub.`;
}

function described(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { name: typeof error, message: String(error) };
  }
  const { name, message, stack } = error;
  return { name, message, stack, phase: (error as { phase?: string }).phase };
}

const token = Deno.args[0]!;
const send = sender(token);
const runner = new Runner(send);
send({ event: "ready" });
await receive(token, (command) => void runner.obey(command));
