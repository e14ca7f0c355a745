// One timer looks at the clock; an abort throws its reason.
import type { Message } from "kernel";

interface Options {
  since?: number;
  signal?: AbortSignal;
  pingAfterMs?: number;
  deadAfterMs?: number;
}

export async function* messages(
  url: URL,
  { since, signal, pingAfterMs = 20_000, deadAfterMs = 30_000 }: Options = {},
): AsyncGenerator<Message> {
  signal?.throwIfAborted();
  const address = new URL("messages/socket", url);
  if (since) address.searchParams.set("since", `${since}`);
  const socket = new WebSocket(address);
  const over = new AbortController();
  const came: Message[] = [];
  let heardAt = Date.now();
  let asked = false;
  let news = Promise.withResolvers<void>();

  const stop = (why: unknown) => {
    if (over.signal.aborted) return;
    over.abort(why);
    clearTimeout(timer);
    socket.close(...(socket.readyState === WebSocket.OPEN ? [1000] : []));
    news.resolve();
  };
  const lost = (why: string) =>
    stop(Object.assign(new Error(why), { name: "ConnectionLostError" }));
  const look = () => {
    const silentMs = Date.now() - heardAt;
    if (silentMs >= deadAfterMs) return lost("nothing came");
    if (silentMs >= pingAfterMs && !asked) {
      asked = true;
      if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    }
    const nextMs = asked ? deadAfterMs : pingAfterMs;
    timer = setTimeout(look, heardAt + nextMs - Date.now());
  };
  let timer = setTimeout(look, pingAfterMs);
  const heard = () => {
    heardAt = Date.now();
    if (!asked) return;
    asked = false;
    clearTimeout(timer);
    timer = setTimeout(look, pingAfterMs);
  };

  const { signal: done } = over;
  socket.addEventListener("open", heard, { signal: done });
  socket.addEventListener("message", ({ data }) => {
    heard();
    const frame = JSON.parse(data);
    if (frame.type === "ping") socket.send('{"type":"pong"}');
    if (frame.type !== "message") return;
    came.push(frame);
    news.resolve();
  }, { signal: done });
  socket.addEventListener("close", () => lost("it ended"), { signal: done });
  signal?.addEventListener("abort", () => stop(signal.reason), {
    signal: done,
  });

  try {
    while (true) {
      signal?.throwIfAborted();
      const message = came.shift();
      if (message) yield message;
      else if (done.aborted) throw done.reason;
      else {
        news = Promise.withResolvers();
        await news.promise;
      }
    }
  } finally {
    stop("the reader left");
  }
}
