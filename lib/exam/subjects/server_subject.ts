import type { Message } from "kernel";
import { AskedBoard, type ConnectionInit } from "./asked_board.ts";
import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { knownBy } from "./known_by.ts";
import { describeJson, quote, textOf } from "../text/describe.ts";
import { type PortAnswer, type PortCall, PortCalls } from "./port_calls.ts";
import { ProbeConnection } from "../peers/probe_connection.ts";
import { membersOf } from "../text/read_values.ts";
import { fail } from "../verdict/ruling.ts";
import { SecondBoard } from "./second_board.ts";
import type { Stage } from "../stage/stage.ts";
import type { SignalGiven } from "../subject/open_signals.ts";
import type { SubjectEvent } from "../subject/protocol.ts";
import type { Thrown } from "../subject/thrown.ts";

/** How a server is started. */
export interface ServerStart {
  /** Options of the exercise, as JSON. */
  readonly options?: Record<string, unknown>;
  /** Names of options that are functions, whose calls the check decides. */
  readonly ports?: readonly string[];
  /** Those of the ports whose calls reject as soon as the signal aborts that they were given, as `fetch` does. */
  readonly obeying?: readonly string[];
  /** Options that are functions, answered at once; `storage.load` is a member of a member. */
  readonly answers?: Readonly<Record<string, PortAnswer>>;
  /** Names of options that are functions which send back every byte of a connection; programs only. */
  readonly echoes?: readonly string[];
  /** Names of options that are functions which keep the pieces of a connection up to one that ends with 0, leave the stream, and send them back; programs only. */
  readonly keeps?: readonly string[];
  /** Options that are signals: open, left out, or aborted before the server starts, but for the second board; `stop` is open by default. */
  readonly signals?: Readonly<Record<string, SignalGiven>>;
  /** Messages that the log keeps, at most. */
  readonly capacity?: number;
  /** Texts of messages that are in the log before the server starts. */
  readonly messages?: readonly string[];
  /** How many boards the process serves, each with a log and a handler of its own; see `second`. */
  readonly boards?: 1 | 2;
}

/** Texts that the account shows. */
const textsShown = 3;

/** Sender of all messages that the examiner publishes. */
const from = "examiner";

/** The learner's server: started on first use, asked over raw TCP. */
export class ServerSubject extends AskedBoard {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  /** The second board, of a process that was started with two. */
  readonly second: SecondBoard = new SecondBoard({
    connection: (init) => this.#connectSecond(init),
    publish: (texts) => this.#publish(texts, 1),
  });
  readonly #portCalls: PortCalls;
  #port: Promise<number> | undefined;
  #ending: string | undefined;
  #openAtEnd = 0;

  /** A server that has not been started. */
  constructor(stage: Stage, begin: CompleteParameters) {
    super();
    this.#stage = stage;
    this.#begin = begin;
    this.#portCalls = new PortCalls(stage);
    stage.process.onEvent = (event) => this.#heard(event);
  }

  /** Starts the server; without a call the first request does it. */
  async start(start: ServerStart = {}): Promise<void> {
    const {
      options = {},
      answers = {},
      echoes = [],
      keeps = [],
      obeying = [],
      signals = {},
      capacity = 10_000,
      messages = [],
      boards = 1,
    } = start;
    if (this.#port) {
      throw new Error("Cannot start the server: it has been started already");
    }
    this.#portCalls.answer(answers);
    const ports = [...(start.ports ?? []), ...Object.keys(answers)];
    const drafts = messages.map((text) => ({ from, text }));
    this.#tellStart(start);
    this.#port = beginSubject(
      this.#stage,
      this.#begin({
        kind: this.#stage.exercise.kind === "program" ? "program" : "server",
        options,
        ports,
        echoes,
        keeps,
        obeying,
        signals,
        capacity,
        messages: drafts,
        boards,
      }),
    )
      .then(() => this.#stage.process.port);
    await this.#port;
    await this.#stage.clock.settle();
  }

  /** The calls of a port so far, in order. */
  port(name: string): readonly PortCall[] {
    return this.#portCalls.of(name);
  }

  /** A call of a port, by default the latest; it has to be there. */
  portCall(name: string, place = -1): PortCall {
    return this.#portCalls.at(name, place);
  }

  /** Appends messages to the log, all in one tick. */
  override publish(...texts: string[]): Promise<Message[]> {
    return this.#publish(texts, 0);
  }

  /**
   * Appends messages to the log in the very turn in which the handler is called
   * with the next request: after it has returned, and before anything goes on
   * that it has to await.
   */
  async publishAtNext(...texts: string[]): Promise<void> {
    await this.#started();
    this.#stage.account.tell(
      `will publish ${named(texts)} right after your handler was called`,
    );
    const drafts = texts.map((text) => ({ from, text }));
    await this.#stage.process.command({
      do: "publishAtNext",
      drafts,
      board: 0,
    });
  }

  /** Opens a keep-alive connection. */
  override async connection(init?: ConnectionInit): Promise<ProbeConnection> {
    const port = await this.#started();
    return await ProbeConnection.open(this.#stage, port, init);
  }

  /** The listeners that the log has right now. */
  async listeners(): Promise<number> {
    await this.#settled();
    return Number(await this.#stage.process.command({ do: "listeners" }));
  }

  /** The timers that the server holds right now. */
  async timers(): Promise<number> {
    await this.#settled();
    return this.#stage.clock.timers;
  }

  /** Connections that the program has accepted and not closed. */
  async connections(): Promise<number> {
    await this.#settled();
    return Number(await this.#stage.process.command({ do: "connections" }));
  }

  /** Resident memory of the server's process, in bytes, seen from outside. */
  async memory(): Promise<number> {
    await this.#settled();
    return await this.#stage.process.residentBytes();
  }

  /** From now on each write to a connection takes so many bytes at most; with 0 it waits, with none it takes all. Programs only. */
  async line(mostBytes?: number): Promise<void> {
    await this.#started();
    this.#stage.account.tell(
      mostBytes === undefined
        ? "connections take all again"
        : mostBytes === 0
        ? "connections take nothing more"
        : `connections take ${mostBytes} bytes in one write`,
    );
    await this.#stage.process.command({ do: "line", mostBytes });
    await this.#stage.clock.settle();
  }

  /** Aborts `options.stop`; a text is the message of an AbortError. */
  stop(reason?: string | Thrown): Promise<void> {
    return this.abort("stop", reason);
  }

  /** The listeners that an option which is a signal has right now; those of signals that follow it are not counted. */
  async signalListeners(name: string): Promise<number> {
    await this.#settled();
    return Number(
      await this.#stage.process.command({ do: "signalListeners", name }),
    );
  }

  /** Aborts one of the options that are signals; a text is the message of an AbortError. */
  async abort(
    name: string,
    reason: string | Thrown = `The signal ${name} aborted`,
  ): Promise<void> {
    await this.#started();
    const known = knownBy(reason).name;
    const because = known === "AbortError" ? "" : ` (${known})`;
    this.#stage.account.tell(`aborted options.${name}${because}`);
    await this.#stage.process.command({ do: "abortOption", name, reason });
    await this.#stage.clock.settle();
  }

  /** Demands that the promise of a program has resolved. */
  async expectFinished(): Promise<void> {
    await this.#started();
    await this.#stage.clock.settle(() => this.#ending !== undefined);
    const { exports } = this.#stage.exercise;
    const open = this.#openAtEnd;
    if (this.#ending === "it resolved" && open === 0) return;
    fail(
      `the promise of ${exports}() to resolve when the last connection is closed`,
      this.#ending === "it resolved"
        ? `it resolved while ${open} of them ${
          open === 1 ? "was" : "were"
        } open`
        : this.#ending ?? "it is still pending",
    );
  }

  async #connectSecond(init?: ConnectionInit): Promise<ProbeConnection> {
    const connection = await this.connection(init);
    const { localPort } = connection;
    await this.#stage.process.command({
      do: "joinBoard",
      port: localPort,
      board: 1,
    });
    this.#stage.account.tell("to the second board:");
    return connection;
  }

  async #publish(texts: readonly string[], board: 0 | 1): Promise<Message[]> {
    await this.#started();
    const where = board === 0 ? "" : " on the second board";
    this.#stage.account.tell(`published ${named(texts)}${where}`);
    const drafts = texts.map((text) => ({ from, text }));
    const messages = await this.#stage.process.command({
      do: "publish",
      drafts,
      board,
    });
    await this.#stage.clock.settle();
    return published(messages, texts.length);
  }

  #heard(event: SubjectEvent): void {
    this.#portCalls.hear(event);
    if (event.event === "returned") {
      this.#ending = "it resolved";
      this.#openAtEnd = Number(event.open ?? 0);
    }
    if (event.event === "threw") {
      this.#ending = `it rejected with ${textOf(event.name)}: ${
        textOf(event.message)
      }`;
    }
  }

  async #settled(): Promise<void> {
    await this.#started();
    await this.#stage.clock.settle();
  }

  async #started(): Promise<number> {
    if (this.#port === undefined) await this.start();
    return await this.#port!;
  }

  #tellStart(
    { options, signals, capacity, messages, boards }: ServerStart,
  ): void {
    const facts = [
      options && Object.keys(options).length > 0
        ? `options ${JSON.stringify(options)}`
        : "",
      messages && messages.length > 0
        ? `${messages.length} messages in the log`
        : "",
      capacity === undefined ? "" : `a log that keeps ${capacity}`,
      boards === 2 ? "two boards in one process" : "",
      ...Object.entries(signals ?? {}).filter(([, how]) => how !== "open")
        .map(([name, how]) => `options.${name} ${how}`),
    ].filter((fact) => fact !== "");
    this.#stage.account.tell(
      `started your server${
        facts.length > 0 ? ` with ${facts.join(", ")}` : ""
      }`,
    );
  }
}

/** What the log has made of texts; code that changes the log itself is told so. */
function published(messages: unknown, count: number): Message[] {
  const right = Array.isArray(messages) && messages.length === count &&
    messages.every((message) => Number.isInteger(membersOf(message).id));
  if (right) return messages as Message[];
  fail(
    `the log to append ${count} messages`,
    describeJson(messages),
    "Your code gets the log to read it and to append to it; its methods must stay as they are.",
  );
}

/** Shows the first of many texts. */
function named(texts: readonly string[]): string {
  const shown = texts.slice(0, textsShown).map(quote).join(", ");
  const more = texts.length - textsShown;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
