/**
 * What clients do, wherever there is a `WebSocket`. The text of a story is also sent
 * to browsers, so a story uses nothing from outside itself.
 *
 * @module
 */

/** The class that a story is told with. */
export type SocketClass = new (
  url: string,
  protocols?: string[],
) => WebSocket;

/** Something to do at a URL that begins with `ws:`. */
export type SocketStory<Result> = (
  Socket: SocketClass,
  url: string,
) => Promise<Result>;

/** What a client has seen of the echo server. */
export interface EchoSeen {
  /** Chosen from `other` and `echo.v1`. */
  protocol: string;
  /** Whether what came back is what was sent. */
  same: Record<string, boolean>;
  /** Code and cleanness after the client closed with 4001. */
  closed: [number, boolean];
  /** The protocol when none was asked for. */
  plain: string;
  /** The code after one byte more than a MiB. */
  tooBig: number;
  /** The code after a close without one. */
  empty: number;
  /** What became of a handshake that offers only unknown protocols. */
  unknown: "refused" | "open";
}

/** Says everything that an echo can be asked to say. */
export const talkToEcho: SocketStory<EchoSeen> = async (Socket, url) => {
  const event = <Type extends Event>(socket: WebSocket, ...types: string[]) =>
    new Promise<Type>((resolve) => {
      for (const type of types) {
        socket.addEventListener(type, (event) => resolve(event as Type));
      }
    });
  const open = async (...protocols: string[]) => {
    const socket = new Socket(url, protocols);
    socket.binaryType = "arraybuffer";
    await event(socket, "open");
    return socket;
  };
  const closing = async (socket: WebSocket) => {
    const { code, wasClean } = await event<CloseEvent>(socket, "close");
    return [code, wasClean] as [number, boolean];
  };

  const socket = await open("other", "echo.v1");
  const { protocol } = socket;
  const MIB = 1_048_576;
  const texts = { empty: "", short: "Grüße 🙂", long: "x".repeat(MIB) };
  const same: Record<string, boolean> = {};
  for (const [name, text] of Object.entries(texts)) {
    const echo = event<MessageEvent>(socket, "message");
    socket.send(text);
    same[`${name} text`] = (await echo).data === text;
  }
  for (const [name, length] of [["empty", 0], ["short", 3], ["long", MIB]]) {
    const bytes = Uint8Array.from({ length: Number(length) }, (_, i) => i * 7);
    const echo = event<MessageEvent>(socket, "message");
    socket.send(bytes);
    const back = new Uint8Array((await echo).data);
    same[`${name} binary`] = back.length === length &&
      back.every((byte, i) => byte === bytes[i]);
  }
  const closed = closing(socket);
  socket.close(4001, "bye");

  const hasty = await open();
  const broken = closing(hasty);
  hasty.send(new Uint8Array(MIB + 1));

  const brief = await open();
  const emptied = closing(brief);
  brief.close();

  const stranger = new Socket(url, ["unknown"]);
  const { type } = await event(stranger, "open", "error");
  if (type === "open") stranger.close();
  return {
    protocol,
    same,
    closed: await closed,
    plain: hasty.protocol,
    tooBig: (await broken)[0],
    empty: (await emptied)[0],
    unknown: type === "error" ? "refused" : "open",
  };
};

/** Says one thing, and stays until the server leaves; returns code and cleanness. */
export const stay: SocketStory<[number, boolean]> = async (Socket, url) => {
  const socket = new Socket(url);
  const { promise, resolve } = Promise.withResolvers<[number, boolean]>();
  socket.onopen = () => socket.send("there");
  socket.onclose = ({ code, wasClean }) => resolve([code, wasClean]);
  return await promise;
};

/** Pings the board of 5.1; returns its answer and the protocol that it chose. */
export const knock: SocketStory<string> = async (Socket, url) => {
  const socket = new Socket(url, ["other", "board.v1"]);
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.onopen = () => socket.send(JSON.stringify({ type: "ping" }));
  socket.onmessage = ({ data }) =>
    resolve(`${JSON.parse(data).type} over ${socket.protocol}`);
  socket.onerror = () => resolve("refused");
  const answer = await promise;
  socket.close();
  return answer;
};

/** What a client has seen of the board. */
export interface BoardSeen {
  /** The frames that answered two publishes, sorted; long texts by their length. */
  answers: unknown[];
  /** The code after a binary message. */
  binary: number;
  /** What came to one who had seen the first message, and said something wrong. */
  resumed: unknown[];
  /** Code and cleanness after the client closed with 4002. */
  closed: [number, boolean];
}

/** Publishes, says wrong things, and resumes. */
export const talkToBoard: SocketStory<BoardSeen> = async (Socket, url) => {
  // deno-lint-ignore no-explicit-any -- what came has no type yet
  type Frame = any;
  const open = (query: string) => {
    const socket = new Socket(url + query);
    const frames: Frame[] = [];
    let wake = () => {};
    socket.onmessage = ({ data }) => {
      const { at: _, ...frame } = JSON.parse(data);
      if (frame.text?.length > 100) frame.text = frame.text.length;
      if (frame.type === "error") delete frame.title;
      frames.push(frame);
      wake();
    };
    const closed = new Promise<[number, boolean]>((resolve) => {
      socket.onclose = ({ code, wasClean }) => resolve([code, wasClean]);
    });
    const opened = new Promise((resolve) => socket.onopen = resolve);
    const come = async (count: number) => {
      while (frames.length < count) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return frames;
    };
    return { socket, opened, come, closed };
  };

  const first = open("");
  await first.opened;
  for (const [key, text] of [["a", "Grüße 🙂"], ["b", "x".repeat(1_048_576)]]) {
    const from = "Ben";
    first.socket.send(JSON.stringify({ type: "publish", key, from, text }));
  }
  const answers = (await first.come(4)).toSorted((one, two) =>
    one.id - two.id || (one.type < two.type ? -1 : 1)
  );
  first.socket.send(new Uint8Array(3));
  const [binary] = await first.closed;

  const second = open("?since=1");
  await second.opened;
  second.socket.send("no JSON");
  const resumed = await second.come(2);
  second.socket.close(4002, "bye");
  return { answers, binary, resumed, closed: await second.closed };
};
