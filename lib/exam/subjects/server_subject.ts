import type { Message } from "kernel";
import { beginSubject, type CompleteParameters } from "./begin_subject.ts";
import { knownBy } from "./known_by.ts";
import { describeJson, quote, textOf } from "../text/describe.ts";
import { type PortAnswer, type PortCall, PortCalls } from "./port_calls.ts";
import type { Probe } from "../peers/probe.ts";
import { ProbeConnection } from "../peers/probe_connection.ts";
import { membersOf } from "../text/read_values.ts";
import type { ProbeInit } from "../peers/request_text.ts";
import { fail } from "../verdict/ruling.ts";
import type { HandshakeInit } from "../peers/handshake_init.ts";
import type { ServerSocket } from "../peers/server_socket.ts";
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
  /** Options that are signals: open, left out, or aborted before the server starts; `stop` is open by default. */
  readonly signals?: Readonly<Record<string, SignalGiven>>;
  /** Messages that the log keeps, at most. */
  readonly capacity?: number;
  /** Texts of messages that are in the log before the server starts. */
  readonly messages?: readonly string[];
}

/** Texts that the account shows. */
const textsShown = 3;

/** Sender of all messages that the examiner publishes. */
const from = "examiner";

/** The learner's server: started on first use, asked over raw TCP. */
export class ServerSubject {
  readonly #stage: Stage;
  readonly #begin: CompleteParameters;
  readonly #portCalls: PortCalls;
  #port: Promise<number> | undefined;
  #ending: string | undefined;
  #openAtEnd = 0;

  /** A server that has not been started. */
  constructor(stage: Stage, begin: CompleteParameters) {
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
  async publish(...texts: string[]): Promise<Message[]> {
    await this.#started();
    this.#stage.account.tell(`published ${named(texts)}`);
    const drafts = texts.map((text) => ({ from, text }));
    const messages = await this.#stage.process.command({
      do: "publish",
      drafts,
    });
    await this.#stage.clock.settle();
    return published(messages, texts.length);
  }

  /** Opens a keep-alive connection. */
  async connection(
    options?: { readonly stays?: boolean },
  ): Promise<ProbeConnection> {
    const port = await this.#started();
    return await ProbeConnection.open(this.#stage, port, options);
  }

  /** Sends `GET target` on a connection of its own and waits until all has settled. */
  get(target: string, init: ProbeInit = {}): Promise<Probe> {
    return this.request("GET", target, init);
  }

  /** Asks for a WebSocket on a connection of its own and waits until all has settled. */
  async socket(
    target = "/messages/socket",
    init: HandshakeInit = {},
  ): Promise<ServerSocket> {
    return await (await this.connection(init)).upgrade(target, init);
  }

  /** Sends a request on a connection of its own and waits until all has settled. */
  async request(
    method: string,
    target: string,
    init: ProbeInit = {},
  ): Promise<Probe> {
    return await (await this.connection()).request(method, target, init);
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

  #tellStart({ options, signals, capacity, messages }: ServerStart): void {
    const facts = [
      options && Object.keys(options).length > 0
        ? `options ${JSON.stringify(options)}`
        : "",
      messages && messages.length > 0
        ? `${messages.length} messages in the log`
        : "",
      capacity === undefined ? "" : `a log that keeps ${capacity}`,
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
