// Reads and writes by the connection's own streams, in a class, and closes every connection at stop without asking.
export interface Socket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly protocol: string;
  readonly signal: AbortSignal;
}

export interface Options {
  readonly converse: (socket: Socket) => Promise<void>;
  readonly origins?: readonly string[];
  readonly protocols?: readonly string[];
  readonly stop?: AbortSignal;
}

const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export async function serve(
  listener: Deno.TcpListener,
  options: Options,
): Promise<void> {
  const visitors = new Set<Visitor>();
  const stopped = Promise.withResolvers<void>();
  const stop = () => {
    listener.close();
    for (const visitor of visitors) visitor.leave();
    stopped.resolve();
  };
  options.stop?.addEventListener("abort", stop);
  if (options.stop?.aborted) stop();
  try {
    while (true) {
      const visitor = new Visitor(await listener.accept(), options);
      visitors.add(visitor);
      visitor.serve().finally(() => visitors.delete(visitor));
    }
  } catch (error) {
    if (!options.stop?.aborted) throw error;
  }
}

class Visitor {
  #connection: Deno.TcpConn;
  #options: Options;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #come: number[] = [];

  constructor(connection: Deno.TcpConn, options: Options) {
    this.#connection = connection;
    this.#options = options;
    this.#reader = connection.readable.getReader();
  }

  leave(): void {
    try {
      this.#connection.close();
    } catch {
      // It has left already.
    }
  }

  async serve(): Promise<void> {
    try {
      const end = await this.#findEnd();
      if (end === -1) return await this.#refuse("431 Too Large");
      await this.#answer(String.fromCharCode(...this.#come.slice(0, end)));
    } catch {
      // Nobody is left.
    } finally {
      this.leave();
    }
  }

  async #findEnd(): Promise<number> {
    while (true) {
      for (let at = 3; at < Math.min(this.#come.length, 8_192); at++) {
        const last = this.#come.slice(at - 3, at + 1).join();
        if (last === "13,10,13,10") return at + 1;
      }
      if (this.#come.length >= 8_192) return -1;
      const { done, value } = await this.#reader.read();
      if (done) throw new Error("It has left");
      for (const byte of value) this.#come.push(byte);
    }
  }

  async #answer(head: string): Promise<void> {
    const [first, ...lines] = head.slice(0, -4).split("\r\n");
    const fields = new Map<string, string[]>();
    for (const line of lines) {
      const match = /^([!#$%&'*+.^_`|~\w-]+):(.*)$/.exec(line);
      if (!match) return await this.#refuse("400 No");
      const name = match[1]!.toLowerCase();
      fields.set(name, [...fields.get(name) ?? [], trim(match[2]!)]);
    }
    const words = first!.split(" ");
    const tokens = (name: string) =>
      (fields.get(name) ?? []).join().split(",").map(trim);
    const has = (name: string, token: string) =>
      tokens(name).some((other) => other.toLowerCase() === token);
    const keys = fields.get("sec-websocket-key") ?? [];
    if (
      words.length !== 3 || !/^\/\S*$/.test(words[1]!) ||
      words[2] !== "HTTP/1.1"
    ) {
      return await this.#refuse("400 No");
    }
    if (words[0] !== "GET") return await this.#refuse("405 No", "Allow: GET");
    if (!has("upgrade", "websocket")) {
      return await this.#refuse("426 No", "Upgrade: websocket");
    }
    if (fields.get("sec-websocket-version")?.join() !== "13") {
      return await this.#refuse("426 No", "Sec-WebSocket-Version: 13");
    }
    if (
      !has("connection", "upgrade") || keys.length !== 1 || !isKey(keys[0]!)
    ) {
      return await this.#refuse("400 No");
    }
    const [origin] = fields.get("origin") ?? [];
    const own = fields.get("host")?.map((host) => `http://${host}`) ?? [];
    const known = [...own, ...this.#options.origins ?? []];
    if (origin !== undefined && !known.includes(origin)) {
      return await this.#refuse("403 No");
    }
    const offered = tokens("sec-websocket-protocol");
    const protocol = offered.find((name) =>
      this.#options.protocols?.includes(name)
    );
    await this.#accept(keys[0]!, protocol, head.length);
  }

  async #accept(key: string, protocol: string | undefined, end: number) {
    const digest = await crypto.subtle.digest(
      "SHA-1",
      new TextEncoder().encode(key + GUID),
    );
    await this.#write(
      "HTTP/1.1 101 Yes",
      "Connection: upgrade",
      "Upgrade: WebSocket",
      `Sec-WebSocket-Accept: ${
        btoa(String.fromCharCode(...new Uint8Array(digest)))
      }`,
      ...protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`],
    );
    const { readable, writable } = new TransformStream<
      Uint8Array,
      Uint8Array
    >();
    const rest = writable.getWriter();
    rest.write(Uint8Array.from(this.#come.slice(end))).catch(() => {});
    rest.releaseLock();
    this.#reader.releaseLock();
    this.#connection.readable.pipeTo(writable, { preventCancel: true })
      .catch(() => {});
    await this.#options.converse({
      readable,
      writable: this.#connection.writable,
      protocol: protocol ?? "",
      signal: this.#options.stop ?? new AbortController().signal,
    });
  }

  async #refuse(status: string, ...fields: string[]): Promise<void> {
    const body = `${status}\n`;
    await this.#write(
      `HTTP/1.1 ${status}`,
      ...fields,
      `Content-Length: ${body.length}`,
      `Connection: close`,
      "",
      body,
    );
    await this.#connection.closeWrite();
    const timer = setTimeout(() => this.leave(), 500);
    while (!(await this.#reader.read()).done);
    clearTimeout(timer);
  }

  async #write(...lines: string[]): Promise<void> {
    const body = lines.includes("") ? "" : "\r\n\r\n";
    const writer = this.#connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(lines.join("\r\n") + body));
    writer.releaseLock();
  }
}

function isKey(key: string): boolean {
  try {
    return /^\S{24}$/.test(key) && atob(key).length === 16;
  } catch {
    return false;
  }
}
