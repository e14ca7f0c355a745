import { assertEquals } from "@std/assert";
import fc from "fast-check";
import mermaid from "mermaid";
import { type Cast, type Exchange, sequenceDiagram } from "wire";
import {
  frame,
  recorded,
  request,
  response,
} from "../../lib/wire/_recorded.ts";
import { plot } from "../../lib/wire/_plot.ts";
import { exchanges } from "../../lib/wire/exchanges.ts";

interface Parsed {
  /** Texts of arrows and notes. */
  readonly lines: string[];
  /** Names over the lifelines. */
  readonly participants: string[];
}

interface SequenceDb {
  getMessages(): { message: string }[];
  getActors(): Map<string, { description: string }>;
}

/** What Mermaid's own parser finds, with its character references resolved. */
async function parse(diagram: string): Promise<Parsed> {
  // Registers the diagram types, which `getDiagramFromText` alone does not.
  await mermaid.parse(diagram);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
  const { getMessages, getActors } = db as unknown as SequenceDb;
  return {
    lines: getMessages.call(db).map(({ message }) => resolve(message)),
    participants: [...getActors.call(db).values()].map(({ description }) =>
      resolve(description)
    ),
  };
}

/** Mermaid keeps `#59;` as `ﬂ°°59¶ß` until it draws. */
function resolve(message: string): string {
  return message.replace(
    /ﬂ°°(\d+)¶ß/g,
    (_, code) => String.fromCodePoint(Number(code)),
  );
}

function told(all: readonly Exchange[], cast?: Cast): string[] {
  return plot(all, { connections: false, cast })
    .map((line) => line.kind === "arrow" ? line.label : line.text);
}

function conversation(
  texts: { target?: string; body: string; reason?: string },
): Exchange[] {
  const { target = "/messages", body, reason = "OK" } = texts;
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const all = exchanges(recorded(
    [0, 1, "client", request("/messages", body)],
    [25_000, 1, "server", response("200 OK", body)],
    [27_000, 1, "client", request("/messages")],
    [27_001, 1, "server", "FIN"],
    [28_000, 2, "client", `GET /messages/socket HTTP/1.1\r\n${upgrade}`],
    [28_001, 2, "server", `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`],
    [28_002, 2, "client", frame(1, body)],
    [38_003, 2, "server", frame(9, body)],
    [38_004, 2, "server", frame(8, `\x03\x70${body}`, { rsv: 2 })],
  ));
  return all.map((exchange) =>
    exchange.kind === "request"
      ? { ...exchange, head: { ...exchange.head, target } }
      : exchange.kind === "response"
      ? { ...exchange, head: { ...exchange.head, reason } }
      : exchange
  );
}

const nasty = [
  "a; b",
  "#35; #quot; &amp; &#59;",
  "quotes \" and ' and `",
  "lines\r\nand\u2028more",
  "end",
  "<script>alert(1)</script><br/>",
  "%%{init: {}}%% %% comment",
  "$$x^2$$",
  "style a:#b; classDef c:#d;",
  "wrap: nowrap:",
  "ﬂ°°59¶ß",
  "日本語 \u{1f600} \u{1f469}\u200d\u{1f4bb} e\u0301",
  "---\ntitle: x\n---",
  "\x1b[31mred\x1b[0m \u202eback",
  '{"text":"Client->>Server: x; Note over Client: y"}',
  "\\n \\u0000",
];

for (const body of nasty) {
  Deno.test(`sequenceDiagram() gives Mermaid the body ${JSON.stringify(body)}`, async () => {
    const all = conversation({ body, target: `/${body}`, reason: body });
    assertEquals((await parse(sequenceDiagram(all))).lines, told(all));
  });
}

Deno.test("sequenceDiagram() gives Mermaid any text", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.string({
      unit: fc.constantFrom(
        ..."#;:%{}-<>&$\n\"'",
        "style",
        "classDef",
        "wrap",
        "1",
        " ",
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(text, text, text, async (body, target, reason) => {
      const all = conversation({ body, target, reason });
      assertEquals((await parse(sequenceDiagram(all))).lines, told(all));
    }),
  );
});

Deno.test("sequenceDiagram() gives Mermaid any participants", async () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.constantFrom(
      "A; B",
      "wrap: A",
      "nowrap:A",
      "as A",
      '@{ "type": "actor" }',
      "end",
    ),
  ).map((text) => text.replace(/[\s\p{C}]/gu, "x"));
  await fc.assert(fc.asyncProperty(name, name, async (client, server) => {
    const all = conversation({ body: "x" });
    const diagram = sequenceDiagram(all, { participants: { client, server } });
    assertEquals(await parse(diagram), {
      lines: told(all),
      participants: [client, server],
    });
  }));
});

Deno.test("sequenceDiagram() gives Mermaid three participants", async () => {
  const text = fc.constantFrom(...nasty);
  await fc.assert(
    fc.asyncProperty(text, text, text, async (body, name, remark) => {
      const all = conversation({ body });
      const shown = name.replace(/[\s\p{C}]/gu, "x");
      const cast: Cast = {
        names: ["User agent", shown, "Push service"],
        sides: (connection) => ({ client: connection % 2, server: 2 }),
        remarks: [{ at: 26_000, over: 1, text: remark }],
      };
      assertEquals(await parse(sequenceDiagram(all, { cast })), {
        lines: told(all, cast),
        participants: [...cast.names],
      });
    }),
  );
});

Deno.test("sequenceDiagram() gives Mermaid a diagram of nothing", async () => {
  assertEquals((await parse(sequenceDiagram([]))).lines, [
    "nothing crossed the wire",
  ]);
});
