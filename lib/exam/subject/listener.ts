import { activity } from "./activity.ts";

/** Bytes that one read of a stream asks for. */
const readBytes = 64 * 1024;

/** How much every connection takes of what is written to it. */
interface Line {
  /** What one write takes, in bytes at most; with 0 it waits. */
  readonly mostBytes: number;
  readonly changed: PromiseWithResolvers<void>;
}

/** Connections that were accepted and have not been closed by this side. */
let open = 0;

/** How many connections the program holds open right now. */
export function openConnections(): number {
  return open;
}

let line: Line = lineTaking(Infinity);

function lineTaking(mostBytes: number): Line {
  return { mostBytes, changed: Promise.withResolvers() };
}

/** From now on each write takes so many bytes at most; with 0 it waits, as when the other side does not read. */
export function setLine(mostBytes: number): void {
  const { changed } = line;
  line = lineTaking(mostBytes);
  activity.happened++;
  changed.resolve();
}

/**
 * Makes a listener whose accepted connections count what they do: reads and
 * writes, by their methods as well as by their streams.
 */
export function countListener(listener: Deno.TcpListener): Deno.TcpListener {
  const accept = listener.accept.bind(listener);
  const counting = async () => {
    const connection = countConnection(await accept());
    activity.entered++;
    return connection;
  };
  return Object.assign(listener, {
    accept: counting,
    [Symbol.asyncIterator]: () => connections(listener, counting),
  });
}

/** Accepts until the listener is closed; who leaves the loop closes it, as in Deno. */
async function* connections(
  listener: Deno.TcpListener,
  accept: () => Promise<Deno.TcpConn>,
): AsyncGenerator<Deno.TcpConn, undefined> {
  try {
    while (true) yield await accept();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  } finally {
    closeQuietly(() => listener.close());
  }
}

function countConnection(connection: Deno.TcpConn): Deno.TcpConn {
  // A second small write would wait for a delayed acknowledgement.
  connection.setNoDelay(true);
  open++;
  const read = counted(connection.read.bind(connection));
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => {});
  const write = counted(
    limited(connection.write.bind(connection), closed.promise),
  );
  const closeWrite = counted(connection.closeWrite.bind(connection));
  const nativeClose = connection.close.bind(connection);
  const close = () => {
    activity.happened++;
    closed.reject(new Deno.errors.Interrupted("operation canceled"));
    nativeClose();
    open--; // It throws when it has been closed before.
  };
  const readable = once(() => readableOf(read, close));
  const writable = once(() => writableOf(write, close));
  Object.defineProperties(connection, {
    read: { value: read },
    write: { value: write },
    closeWrite: { value: closeWrite },
    close: { value: close },
    // Harmless when it is closed already, as Deno's own.
    [Symbol.dispose]: { value: () => closeQuietly(close) },
    readable: { get: readable },
    writable: { get: writable },
  });
  return connection;
}

/** Counts the beginning and the end of every call. */
function counted<Values extends unknown[], Result>(
  method: (...values: Values) => Promise<Result>,
): (...values: Values) => Promise<Result> {
  return async (...values) => {
    activity.happened++;
    try {
      return await method(...values);
    } finally {
      activity.happened++;
    }
  };
}

/** Takes what the line takes; a write that waits ends with its connection. */
function limited(
  write: Deno.TcpConn["write"],
  closed: Promise<never>,
): Deno.TcpConn["write"] {
  return async (bytes) => {
    while (line.mostBytes === 0) {
      await Promise.race([line.changed.promise, closed]);
    }
    return await write(bytes.subarray(0, line.mostBytes));
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** As Deno's own: closes the connection at the other side's FIN, and when cancelled. */
function readableOf(
  read: Deno.TcpConn["read"],
  close: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const chunk = new Uint8Array(readBytes);
      const size = await read(chunk);
      if (size !== null) return controller.enqueue(chunk.subarray(0, size));
      closeQuietly(close);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => closeQuietly(close),
  });
}

/** As Deno's own: closes the connection when it is closed or aborted. */
function writableOf(
  write: Deno.TcpConn["write"],
  close: () => void,
): WritableStream<Uint8Array<ArrayBufferLike>> {
  return new WritableStream({
    async write(bytes) {
      let rest = bytes;
      while (rest.length > 0) rest = rest.subarray(await write(rest));
    },
    close: () => closeQuietly(close),
    abort: () => closeQuietly(close),
  });
}

function closeQuietly(close: () => void): void {
  try {
    close();
  } catch {
    // It was closed already, by its other stream or by its own method.
  }
}
