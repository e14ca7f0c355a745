const encoder = new TextEncoder();

/** Opens a WebSocket at `href` and gives its TCP connection, for frames made by hand. */
export async function openSocket(href: string): Promise<Deno.TcpConn> {
  const { hostname, port, host } = new URL(href);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    "GET /messages/socket HTTP/1.1",
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];
  await connection.write(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
  const buffer = new Uint8Array(1_024);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    const length = await connection.read(buffer);
    if (length === null) throw new Error(`Cannot open a WebSocket: ${head}`);
    head += new TextDecoder().decode(buffer.subarray(0, length));
  }
  if (head.startsWith("HTTP/1.1 101")) return connection;
  throw new Error(`Cannot open a WebSocket: ${head}`);
}
