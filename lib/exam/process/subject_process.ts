import { Budget } from "./budget.ts";
import { encodeCommand } from "./encode_command.ts";
import { examinerFault } from "../verdict/examiner_fault.ts";
import { FrameReader } from "./frames.ts";
import {
  loadMsMax,
  memberBytes,
  residentBytesMax,
  toldBytesMax,
  toldValueBytesMax,
  unresponsiveMsMax,
} from "../limits.ts";
import { demandObeyed } from "./demand_obeyed.ts";
import { residentMemory } from "../warden/resident_memory.ts";
import { readEvent } from "./read_event.ts";
import { membersOf } from "../text/read_values.ts";
import type { Ruling } from "../verdict/ruling.ts";
import { subjectArguments, subjectEnvironment } from "../submission/sandbox.ts";
import {
  checkEnded,
  commandFailed,
  died,
  neverLoaded,
  tooLargeValue,
  tooMuchMemory,
  tooMuchOutput,
  unreadableEvent,
  unresponsive,
} from "./subject_end.ts";
import { SubjectCommandError } from "./subject_command_error.ts";
import { SubjectOutput } from "./subject_output.ts";
import type { Begin, KindName } from "../subject/begin.ts";
import type {
  Command,
  CommandName,
  SubjectError,
  SubjectEvent,
} from "../subject/protocol.ts";
import type { Submission } from "../submission/submission.ts";
import { warden, type Watched } from "../warden/warden.ts";

const comma = 0x2c;

/** Commands that set nothing going: no code of the learner's runs for them. */
const calm: ReadonlySet<CommandName> = new Set(["turn", "moveTo"]);

/** How a subject's process is started. */
export interface SubjectProcessOptions {
  /** What `--allow-net` names: `127.0.0.1:0` or the address of the peer. */
  readonly allowNet: string;
  /** Factor for limits in real time. */
  readonly slow: number;
}

/** The process in which one check runs the learner's code. */
export class SubjectProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #token: string;
  readonly #slow: number;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #output = new SubjectOutput();
  #ended: Ruling | undefined;
  #lastId = 0;
  #kind: KindName | undefined;
  #uncaught: SubjectError | undefined;
  #ready = false;
  #listening: number | undefined;
  readonly #finished: Promise<void>;

  /** Rises with every event that the subject tells. */
  told = 0;

  /** What the subject has used that runs in real time. */
  readonly realTime = new Set<string>();

  /** Rises with every command that may set something going. */
  commanded = 0;

  /** What the subject may use up in this check. */
  readonly budget: Budget = new Budget((ruling) => this.#end(ruling));

  /** Gets what the subject tells on its own. */
  onEvent: (event: SubjectEvent) => void = () => {};

  /** Starts a process that waits for the command `begin`. */
  constructor(submission: Submission, options: SubjectProcessOptions) {
    this.#token = crypto.randomUUID().slice(0, 16);
    this.#slow = options.slow;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: subjectArguments(submission, options.allowNet),
      cwd: submission.program,
      clearEnv: true,
      env: subjectEnvironment(submission),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child.unref();
    warden().watch(this.#child.pid, residentBytesMax);
    this.#stdin = this.#child.stdin.getWriter();
    // Not as an argument, which the exercise could read.
    this.#write(new TextEncoder().encode(this.#token));
    this.#finished = this.#read();
  }

  /** What the learner's code printed, capped. */
  get output(): string {
    return this.#output.text;
  }

  /** The command that begins a check; it loads the exercise. */
  async begin(begin: Begin): Promise<void> {
    this.#kind = begin.kind;
    await this.#ask(begin, loadMsMax, neverLoaded);
  }

  /**
   * Sends a command and returns the reply.
   *
   * @throws {Error} If no process of this kind obeys it.
   */
  async command(command: Command): Promise<unknown> {
    demandObeyed(command.do, this.#kind);
    try {
      return await this.#ask(command, unresponsiveMsMax, unresponsive);
    } catch (error) {
      if (!(error instanceof SubjectCommandError)) throw error;
      throw commandFailed(command.do, error.error);
    }
  }

  /** Why the process was ended, or has ended; `undefined` while it lives. */
  get ended(): Ruling | undefined {
    return this.#ended;
  }

  /** The port on which the examiner's part of the process listens. */
  get port(): number {
    return this.#listening ?? 0;
  }

  /** Resident memory of the process, in bytes; 0 where the system does not tell. */
  async residentBytes(): Promise<number> {
    return await residentMemory(this.#child.pid) ?? 0;
  }

  /** Kills the process and waits until nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(checkEnded());
    // Until now the process did not keep the examiner's event loop alive.
    this.#child.ref();
    await this.#finished;
  }

  async #ask(
    command: Command,
    msMax: number,
    late: (limitMs: number) => Ruling,
  ): Promise<unknown> {
    if (this.#ended) throw this.#ended;
    if (!calm.has(command.do)) this.commanded++;
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<unknown>();
    this.#replies.set(id, reply);
    const limitMs = msMax * this.#slow;
    const timer = setTimeout(() => this.#end(late(limitMs)), limitMs);
    try {
      this.#write(encodeCommand({ ...command, id }));
      return await reply.promise;
    } finally {
      clearTimeout(timer);
      this.#replies.delete(id);
    }
  }

  /** A process that has ended is noticed by its status, with the reason. */
  #write(bytes: Uint8Array): void {
    this.#stdin.write(bytes).catch(() => {});
  }

  async #read(): Promise<void> {
    const { code, killedAtBytes } = await this.#lived();
    const [ready, uncaught] = [this.#ready, this.#uncaught];
    this.#end(
      killedAtBytes === undefined
        ? died({ code, ready, uncaught, output: this.output })
        : tooMuchMemory(killedAtBytes),
    );
    // Fails when the process closed its end first: closed is closed.
    await this.#stdin.close().catch(() => {});
  }

  /** Hears the process to its end; whatever happens, the warden forgets its number. */
  async #lived(): Promise<Watched & { readonly code: number }> {
    let code: number;
    let watched: Watched;
    try {
      await this.#hear().catch((error) => this.#end(examinerFault(error)));
      ({ code } = await this.#child.status);
    } finally {
      watched = await warden().forget(this.#child.pid);
    }
    return { ...watched, code };
  }

  /** Hears all that the process says, until it has closed both pipes. */
  async #hear(): Promise<void> {
    const frames = new FrameReader(this.#token, {
      begins: (bytes) => this.#hasRoom(bytes),
      frame: (json) => this.#heard(json),
      stray: (bytes) => this.#printed(bytes),
    });
    await Promise.all([
      each(this.#child.stdout, (bytes) => frames.push(bytes)),
      each(this.#child.stderr, (bytes) => this.#printed(bytes)),
    ]);
    frames.end();
  }

  #hasRoom(bytes: number): boolean {
    if (bytes > toldValueBytesMax) this.#end(tooLargeValue(bytes));
    return this.#ended === undefined;
  }

  #heard(json: Uint8Array): void {
    // Counted before it is read: reading takes many times the bytes of the text.
    const bytes = json.length + memberBytes * membersIn(json);
    if (bytes > toldBytesMax) this.#end(tooLargeValue(bytes));
    if (this.#ended) return;
    const value = parsed(json);
    const { id, ...said } = membersOf(value);
    const reply = typeof id === "number" ? this.#replies.get(id) : undefined;
    if (reply) return answer(reply, said);
    const event = readEvent(value);
    if (!event) return this.#end(unreadableEvent());
    const room = this.budget.spend("toldBytes", bytes) &&
      this.budget.spend("toldEvents");
    if (!room) return;
    this.told++;
    this.#note(event);
    this.onEvent(event);
  }

  /** What the process itself tells, whatever the exercise is. */
  #note(event: SubjectEvent): void {
    if (event.event === "ready") this.#ready = true;
    // Told before the exercise is loaded: what comes later is not ours.
    if (event.event === "listening") this.#listening ??= event.port;
    if (event.event === "realTime") this.realTime.add(event.name);
    if (event.event === "uncaught") this.#uncaught = event.error;
  }

  #printed(bytes: Uint8Array): void {
    if (this.#output.push(bytes)) this.#end(tooMuchOutput(this.#output.bytes));
  }

  #end(ruling: Ruling): void {
    if (this.#ended) return;
    this.#ended = ruling;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // Ended already.
      if (
        !(error instanceof TypeError || error instanceof Deno.errors.NotFound)
      ) throw error;
    }
    for (const reply of this.#replies.values()) reply.reject(ruling);
  }
}

function answer(
  reply: PromiseWithResolvers<unknown>,
  { error, value }: Readonly<Record<string, unknown>>,
): void {
  if (error) reply.reject(new SubjectCommandError(error as SubjectError));
  else reply.resolve(value);
}

/** JSON, or `undefined` for bytes that are none. */
function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json));
  } catch {
    return undefined;
  }
}

/** Commas are enough: without one a value has one member. */
function membersIn(json: Uint8Array): number {
  let commas = 0;
  for (
    let at = json.indexOf(comma);
    at >= 0;
    at = json.indexOf(comma, at + 1)
  ) {
    commas++;
  }
  return commas;
}

async function each(
  stream: ReadableStream<Uint8Array>,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) take(bytes);
}
