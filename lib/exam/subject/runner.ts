/**
 * The process in which one check runs a learner's exercise. It is started
 * early, waits for `begin`, installs virtual time, imports the exercise, and
 * then does what the examiner says until its standard input ends.
 *
 * Nothing that it says can make a check pass: it tells how quiet it is, and
 * hands over values that the examiner judges. It is bundled into one module
 * that exports nothing, and depends on nothing that an exercise can replace.
 *
 * @module
 */
import { activity, countActivity } from "./activity.ts";
import type { Begin, KindName } from "./begin.ts";
import { CommandReader, sender } from "./channel.ts";
import { classKind } from "./class_kind.ts";
import { clientKind } from "./client_kind.ts";
import { connectionKind } from "./connection_kind.ts";
import { functionKind } from "./function_kind.ts";
import { holdBuiltins } from "./hold_builtins.ts";
import type { BeginKind, Opened, Performers } from "./kind.ts";
import { described, importExercise } from "./import_exercise.ts";
import { natives } from "./natives.ts";
import { obey } from "./obey.ts";
import { openListener, programKind } from "./program_kind.ts";
import type { CommandName, Reply, Sent, SubjectEvent } from "./protocol.ts";
import { tellRealTime } from "./real_time.ts";
import { countUses } from "./uses.ts";
import { countSecureRequests } from "./secure_requests.ts";
import { seedRandom } from "./seeded_random.ts";
import { openServer, serverKind } from "./server_kind.ts";
import { countSockets } from "./sockets.ts";
import { installVirtualTime, type VirtualTime } from "./virtual_time.ts";
import { workerKind } from "./worker_kind.ts";

const kinds: { readonly [Name in KindName]: BeginKind<Name> } = {
  server: serverKind,
  client: clientKind,
  class: classKind,
  connection: connectionKind,
  function: functionKind,
  program: programKind,
  worker: workerKind,
};

/** Kinds that listen, and what listens for them. */
const listens: Partial<Record<KindName, () => Opened>> = {
  server: openServer,
  program: openListener,
};

class Runner {
  readonly #send: (said: SubjectEvent | Reply) => void;
  #time: VirtualTime | undefined;
  #commands: Partial<Performers<CommandName>> = {};

  constructor(send: (said: SubjectEvent | Reply) => void) {
    this.#send = send;
  }

  obey(command: Sent): void {
    try {
      this.#perform(command, (value) => this.#reply(command, value));
    } catch (error) {
      this.#fail(command, error);
    }
  }

  #reply({ id }: Sent, value: unknown): void {
    this.#send({ id, value: value ?? null });
  }

  #fail({ id }: Sent, error: unknown): void {
    this.#send({ id, error: described(error) });
  }

  // By a callback: a promise could be looked into on its way.
  #perform(command: Sent, reply: (value?: unknown) => void): void {
    switch (command.do) {
      case "begin":
        return natives.then(
          this.#begin(command),
          () => reply(),
          (error) => this.#fail(command, error),
        );
      case "turn":
        return this.#turn(reply);
      case "fireNext":
        this.#guarded(() => this.#time?.fireNext(command.until));
        return this.#turn(reply);
      case "moveTo":
        return reply(this.#guarded(() => this.#time?.moveTo(command.until)));
      case "jump":
        return reply(this.#guarded(() => this.#time?.jump(command.ms)));
      default:
        return reply(obey(this.#commands, command));
    }
  }

  async #begin(command: Begin): Promise<void> {
    countActivity();
    countSockets();
    countUses();
    seedRandom(command.seed);
    if (command.certificate !== undefined) countSecureRequests();
    if (command.virtual) {
      this.#time = installVirtualTime();
      tellRealTime(this.#send);
    }
    const opened = this.#open(command.kind);
    holdBuiltins();
    const { exported, module } = await importExercise(command);
    const begin = kinds[command.kind] as BeginKind<KindName>;
    const { commands } = await begin({
      exported,
      module,
      command,
      send: this.#send,
      opened,
      now: () => this.#time?.now ?? natives.now(),
    });
    this.#commands = commands;
  }

  /**
   * Listens, and says where before any of the exercise has run; then nothing of
   * this process may listen any more, by whatever module.
   */
  #open(kind: KindName): Opened | undefined {
    const opened = listens[kind]?.();
    if (!opened) return undefined;
    this.#send({ event: "listening", port: opened.port });
    Deno.permissions.revokeSync({ name: "net" });
    return opened;
  }

  /** One turn of the real event loop, and what is to be said after it. */
  #turn(reply: (value: unknown) => void): void {
    natives.setTimeout(() => {
      // On a busy machine the timer may fire before the loop has looked at its
      // sockets: the immediate comes after that.
      natives.setImmediate(() => reply(this.#report()));
    }, 0);
  }

  #report(): Record<string, unknown> {
    return {
      ...activity,
      now: this.#time?.now ?? null,
      nextAt: this.#time?.nextAt ?? null,
      timers: this.#time?.timers ?? 0,
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
}

const reader = new CommandReader();
const send = sender(await reader.readToken());
const runner = new Runner(send);
send({ event: "ready" });
await reader.readCommands((command) => runner.obey(command));
