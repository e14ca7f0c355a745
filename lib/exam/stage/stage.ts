import type { Socket } from "node:net";
import { Recording, type WireEvent } from "wire";
import type { ExerciseFacts } from "../exercise_facts.ts";
import { type ClockStage, ExaminerClock } from "./clock.ts";
import { CutConnections } from "./cut_connections.ts";
import { epochMs } from "../limits.ts";
import type { PeerTraffic } from "./peer_traffic.ts";
import { RecordingRoom } from "./recording_room.ts";
import type { Settings } from "../settings.ts";
import { Account } from "../verdict/account.ts";
import type { SubjectProcess } from "../process/subject_process.ts";

/** Everything that one check plays with: process, clock, wire and account. */
export class Stage implements ClockStage, AsyncDisposable {
  /** The exercise that is graded. */
  readonly exercise: ExerciseFacts;
  /** Settings of the run. */
  readonly settings: Settings;
  readonly process: SubjectProcess;
  /** The examiner's clock. */
  readonly clock: ExaminerClock;
  readonly account: Account;
  /** What crossed the wire. */
  readonly recording: Recording = new Recording();
  readonly #peer: PeerTraffic | undefined;
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #room = new RecordingRoom();
  readonly #cut = new CutConnections();
  #connections = 0;
  #sockets = 0;
  #crossed = 0;
  #forgotten = 0;

  /** Sets the stage for one check. */
  constructor(
    exercise: ExerciseFacts,
    settings: Settings,
    actors: { process: SubjectProcess; peer?: PeerTraffic; realTime: boolean },
  ) {
    this.exercise = exercise;
    this.settings = settings;
    this.process = actors.process;
    this.#peer = actors.peer;
    this.clock = new ExaminerClock(this, {
      realTime: actors.realTime,
      slow: settings.slow,
    });
    this.account = new Account(() => this.clock.now);
  }

  get traffic(): string {
    return `${this.#crossed} ${this.process.told}`;
  }

  /** What crossed the wire, as far as a report tells it. */
  get toldRecording(): readonly WireEvent[] {
    return this.recording.events.slice(this.#forgotten);
  }

  /** Lets the report begin here: what was before it is not told. */
  forget(): void {
    this.account.forget();
    this.#forgotten = this.recording.events.length;
  }

  get answering(): boolean {
    return this.#peer?.answering ?? false;
  }

  get openHeads(): number {
    // A server exercise has no peer: nothing can be expected of one.
    return this.#peer?.openHeads ?? Infinity;
  }

  get openBodies(): number {
    return this.#peer?.openBodies ?? Infinity;
  }

  get cutting(): boolean {
    return this.#cut.underWay;
  }

  /** Cuts a connection (RST), as a lost network does. */
  cut(socket: Socket): void {
    this.#cut.add(socket);
    socket.resetAndDestroy();
  }

  judgeTraffic(): void {
    this.#peer?.judge();
  }

  /** Number for the next connection. */
  nextConnection(): number {
    return ++this.#connections;
  }

  /** WebSockets that were opened or asked for so far. */
  get sockets(): number {
    return this.#sockets;
  }

  /** Number for the next WebSocket. */
  nextSocket(): number {
    return ++this.#sockets;
  }

  /** Takes bytes of the subject; returns whether there is room for them. */
  takes(bytes: Uint8Array): boolean {
    const { budget } = this.process;
    return budget.spend("wireBytes", bytes.length) &&
      budget.spend("wirePieces");
  }

  /** Records an event at the current time of the check; of a flood its beginning. */
  record(event: WithoutTime<WireEvent>): void {
    // Also of what is not kept: whoever has sent something waits for what it does.
    this.#crossed++;
    const kept = event.kind === "bytes" ? this.#room.cut(event) : event;
    if (!kept) return;
    this.recording.record(
      { ...kept, at: epochMs + this.clock.now } as WireEvent,
    );
  }

  /** Something is under way that no event has shown yet: what had settled has to settle again. */
  stir(): void {
    this.#crossed++;
  }

  /** Calls `close` when the check ends. */
  onClose(close: () => void | Promise<void>): void {
    this.#closers.push(close);
  }

  /** Ends the process, closes every socket and waits until all is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.process[Symbol.asyncDispose]();
    await Promise.all(this.#closers.map((close) => close()));
    await ended;
  }
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;
