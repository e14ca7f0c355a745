import { assertEquals } from "@std/assert";
import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { CutConnections } from "./cut_connections.ts";

/** Two ends of a connection. */
async function openPair() {
  const server = createServer();
  const accepted = Promise.withResolvers<Socket>();
  server.on("connection", accepted.resolve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const here = connect({ host: "127.0.0.1", port });
  await once(here, "connect");
  const there = await accepted.promise;
  there.on("error", () => {});
  return {
    here,
    there,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      here.destroy();
      there.destroy();
      await closed;
    },
  };
}

Deno.test({
  name: "CutConnections knows whether the other end has learnt of a cut",
  // Other systems do not tell.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using pair = await openPair();
    const cut = new CutConnections();
    assertEquals(cut.underWay, false);
    cut.add(pair.here);
    assertEquals(cut.underWay, true);
    const noticed = Promise.withResolvers<void>();
    pair.there.once("error", () => noticed.resolve());
    pair.here.resetAndDestroy();
    await noticed.promise;
    assertEquals(cut.underWay, false);
  },
});
