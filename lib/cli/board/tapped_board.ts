import {
  type Draft,
  EventLog,
  type Handler,
  type Message,
  serve,
} from "kernel";
import { Recording, tap } from "wire";
import { board } from "./board.ts";
import type { Lesson, Trial } from "catalogue";
import { openPushPart, preciseNow, type PushPart } from "./push_part.ts";
import { quietBoard } from "./quiet_board.ts";

/** What a lesson's `client.ts` exports as `messages`. */
export type Messages = (
  url: URL,
  options?: {
    since?: number;
    signal?: AbortSignal;
    drafts?: AsyncIterable<Draft>;
    pushService?: URL;
  },
) => AsyncGenerator<Message, unknown>;

/** A lesson's server, listening, with a tap in front of it. */
export interface TappedBoard extends AsyncDisposable {
  /** The server itself. */
  readonly url: URL;
  /** The way to the server on which everything is recorded. */
  readonly tapped: URL;
  /** What the server reads from. */
  readonly log: EventLog;
  /** What went through the tap. */
  readonly recording: Recording;
  /** A push service, if the lesson has one. */
  readonly push?: PushPart;
  /** Cuts every connection through the tap. */
  cut(): void;
  /** Lets the server close what is open, if the pattern has a way to. */
  restart(): void;
}

/** Starts a lesson's server on free ports, for the lesson or for a trial, which may name another one. */
export async function openTappedBoard(
  root: URL,
  lesson: Lesson,
  trial: Trial = {},
): Promise<TappedBoard> {
  const log = new EventLog();
  const restarting = new AbortController();
  const serving = await loadServer(root, lesson, trial);
  const server = await serve(board({
    log,
    handler: serving(log, { stop: restarting.signal }),
    page: new URL(`lessons/${lesson.path}/page.html`, root),
    takesPosts: lesson.scenario?.takesPosts ?? false,
    listsMessages: trial.listsMessages ?? false,
  }));
  const recording = new Recording();
  const push = lesson.scenario?.push
    ? await openPushPart(recording)
    : undefined;
  const now = push ? { now: preciseNow } : {};
  const relay = await tap(server.url, { recording, ...now });
  return {
    url: server.url,
    tapped: relay.url,
    log,
    recording,
    ...(push ? { push } : {}),
    cut: () => relay.cut(),
    restart: () => restarting.abort(),
    async [Symbol.asyncDispose]() {
      await push?.[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** What a `server.ts`, and a solution of a server exercise, exports as `handler`. */
type Serving = (log: EventLog, options: { stop: AbortSignal }) => Handler;

async function loadServer(
  root: URL,
  { path, exercises }: Lesson,
  { board: id, silentAfterMs }: Trial,
): Promise<Serving> {
  if (silentAfterMs !== undefined) {
    return (log) => quietBoard(log, silentAfterMs);
  }
  const solved = exercises.find((exercise) => exercise.id === id);
  const file = solved
    ? `solutions/${solved.path}.ts`
    : `lessons/${path}/server.ts`;
  const { handler }: { handler: Serving } = await import(
    new URL(file, root).href
  );
  return handler;
}

/** Loads a lesson's own client. */
export async function loadClient(root: URL, lesson: Lesson): Promise<Messages> {
  const file = new URL(`lessons/${lesson.path}/client.ts`, root);
  const { messages }: { messages: Messages } = await import(file.href);
  return messages;
}
