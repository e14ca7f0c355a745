import type { PeerExchange } from "exam";

const JSON_100 = {
  "content-type": "application/json",
  "content-length": "100",
};
const JSON_CHUNKED = {
  "content-type": "application/json",
  "transfer-encoding": "chunked",
};

/** Every place in which a connection can break under an answer 200, and both ways: cut (RST) or ended too early (FIN). */
export const CUTS: Readonly<
  Record<string, (asked: PeerExchange) => Promise<void>>
> = {
  "before the headers": (asked) => asked.cut(),
  "after the headers": async (asked) => {
    await asked.writeHead(200, JSON_100);
    await asked.cut();
  },
  "within the body": async (asked) => {
    await asked.writeHead(200, JSON_100);
    await asked.write('[{"id":');
    await asked.cut();
  },
  "before the last byte of the body": async (asked) => {
    await asked.writeHead(200, JSON_100);
    await asked.write(`[]${" ".repeat(97)}`);
    await asked.end();
  },
  "before the last chunk": async (asked) => {
    await asked.writeHead(200, JSON_CHUNKED);
    await asked.write("2\r\n[]\r\n");
    await asked.end();
  },
};
