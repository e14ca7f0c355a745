import { EventLog, type Handler, type Message, serve } from "kernel";
import { type Recording, tap } from "wire";
import { board } from "./board.ts";
import type { Lesson, Trial } from "./catalogue.ts";

/** What a lesson's `client.ts` exports as `messages`. */
export type Messages = (
  url: URL,
  options?: { since?: number; signal?: AbortSignal },
) => AsyncGenerator<Message>;

/** A lesson's server, listening, with a tap in front of it. */
export interface Stage extends AsyncDisposable {
  /** The server itself. */
  readonly url: URL;
  /** The way to the server on which everything is recorded. */
  readonly tapped: URL;
  /** What the server reads from. */
  readonly log: EventLog;
  /** What went through the tap. */
  readonly recording: Recording;
  /** Cuts every connection through the tap. */
  cut(): void;
}

/** Starts a lesson's own server on free ports, for the lesson or for a trial. */
export async function openStage(
  root: URL,
  lesson: Lesson,
  { listsMessages = false }: Pick<Trial, "listsMessages"> = {},
): Promise<Stage> {
  const folder = new URL(`lessons/${lesson.path}/`, root);
  const { handler }: { handler(log: EventLog): Handler } = await import(
    new URL("server.ts", folder).href
  );
  const log = new EventLog();
  const server = await serve(board({
    log,
    handler: handler(log),
    page: new URL("page.html", folder),
    takesPosts: lesson.scenario?.takesPosts ?? false,
    listsMessages,
  }));
  const relay = await tap(server.url);
  return {
    url: server.url,
    tapped: relay.url,
    log,
    recording: relay.recording,
    cut: () => relay.cut(),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** Loads a lesson's own client. */
export async function loadClient(root: URL, lesson: Lesson): Promise<Messages> {
  const file = new URL(`lessons/${lesson.path}/client.ts`, root);
  const { messages }: { messages: Messages } = await import(file.href);
  return messages;
}
