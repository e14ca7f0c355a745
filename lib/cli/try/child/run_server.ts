import { type EventLog, type Handler, serve } from "kernel";
import {
  type OpenedServer,
  serverKind,
} from "../../../exam/subject/server_kind.ts";
import type { Kind } from "../../../exam/subject/kind.ts";
import { board } from "../../board/board.ts";
import { beginning, type Learner } from "./learner.ts";
import { openStorage } from "./open_storage.ts";

/** Serves the learner's handler behind the board's own doors. */
export async function runServer(learner: Learner): Promise<void> {
  const { order: { target, takesPosts, saved, storage }, report } = learner;
  const given = Promise.withResolvers<{ handler: Handler; log: EventLog }>();
  const opened: OpenedServer = {
    port: Number(target),
    serve: (handler, log) => given.resolve({ handler, log }),
  };
  const kept = openStorage(saved, (list) => report("saved", list));
  const kind = Promise.withResolvers<Kind<"server">>();
  const making = {
    kind: "server" as const,
    url: "",
    options: {},
    capacity: 10_000,
    messages: [],
    boards: 1,
    signals: {},
    obeying: [],
    ports: storage ? kept.ports : [],
  };
  kind.resolve(serverKind({
    ...beginning(learner, making, (event) => {
      if (event.event === "asked") void kept.answer(event, kind.promise);
    }),
    opened,
  }));
  await kind.promise;
  const parts = { ...await given.promise, takesPosts };
  const server = await serve(board(parts), { port: opened.port });
  await report("ready", { url: server.url.href });
}
