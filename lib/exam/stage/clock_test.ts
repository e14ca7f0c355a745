import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Body, gradeSource } from "../_grade_source.ts";
import { message } from "../peers/message.ts";

const client = { kind: "client", exports: "messages" } as const;

/** A right client that asks every two seconds. */
const poller = `
export async function* messages(url: URL) {
  for (let since = 0;;) {
    const response = await fetch(new URL(\`messages?since=\${since}\`, url));
    for (const message of await response.json()) {
      since = message.id;
      yield message;
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}`;

/** A server that answers after the time that the query names. */
const waiter = `
export function handler() {
  return async (request: Request) => {
    const ms = Number(new URL(request.url).searchParams.get("ms"));
    await new Promise((resolve) => setTimeout(resolve, ms));
    return new Response(String(Date.now()));
  };
}`;

async function passes(
  source: string,
  body: Body,
  exercise = {},
): Promise<void> {
  const [event] = await gradeSource(source, [body], { exercise });
  const said = event!.report ? JSON.stringify(event!.report, null, 2) : "";
  assertEquals(event!.verdict, "pass", said + (event!.output ?? ""));
}

Deno.test("a 2 s poller advanced by 10 s at once shows six requests", async () => {
  await passes(poller, async ({ client, peer, clock, expect }) => {
    peer.answerAll((exchange) => exchange.messages());
    await client.start();
    await clock.advance(10_000);
    const times = peer.requests.map(({ at }) => at).join();
    expect(times === "0,2000,4000,6000,8000,10000", {
      expected: "six requests",
      got: times,
    });
  }, client);
});

Deno.test("a 2 s poller shows six requests also when its peer answers 10 ms late", async () => {
  await passes(poller, async ({ client, peer, clock, expect }) => {
    peer.answerAll(async (exchange) => {
      // The peer's own slowness, in real time: what is being tested.
      await new Promise((resolve) => setTimeout(resolve, 10));
      await exchange.messages();
    });
    await client.start();
    await clock.advance(10_000);
    const times = peer.requests.map(({ at }) => at).join();
    expect(times === "0,2000,4000,6000,8000,10000", {
      expected: "six requests",
      got: times,
    });
  }, client);
});

Deno.test("advance() grades to the millisecond", async () => {
  await passes(waiter, async ({ server, clock, expect }) => {
    const probe = await server.get("/?ms=25000");
    await clock.advance(24_999);
    probe.expectPending();
    await clock.advance(1);
    await probe.expectStatus(200);
    expect(probe.answeredAt === 25_000, {
      expected: "25000",
      got: `${probe.answeredAt}`,
    });
  });
});

Deno.test("runUntil() stops at the moment when it happened", async () => {
  await passes(waiter, async ({ server, clock, expect }) => {
    const probe = await server.get("/?ms=1234");
    const at = await clock.runUntil(() => !probe.pending, {
      withinMs: 5_000,
      what: "an answer",
    });
    expect(at === 1_234, { expected: "1234", got: `${at}` });
  });
});

Deno.test("runUntil() fails the check when it never happens", async () => {
  const [event] = await gradeSource(waiter, [async ({ server, clock }) => {
    const probe = await server.get("/?ms=9000");
    await clock.runUntil(() => !probe.pending, {
      withinMs: 5_000,
      what: "an answer",
    });
  }]);
  assertEquals(event!.verdict, "fail");
  assertStringIncludes(event!.report!.got, "nothing of that within 5,000 ms");
});

Deno.test("sleepAndWake() fires what is overdue once, and only on waking", async () => {
  await passes(poller, async ({ client, peer, clock, expect }) => {
    peer.answerAll((exchange) => exchange.messages());
    await client.start();
    await clock.sleepAndWake(3_600_000);
    const times = peer.requests.map(({ at }) => at).join();
    expect(times === "0,3600000", { expected: "0,3600000", got: times });
  }, client);
});

Deno.test("time stands still while a digest is under way on another thread", async () => {
  const source = `
export function handler() {
  return async () => {
    const bytes = new Uint8Array(50_000_000);
    setTimeout(() => {}, 10);
    await crypto.subtle.digest("SHA-512", bytes);
    return new Response(String(Date.now()));
  };
}`;
  await passes(source, async ({ server, clock, expect }) => {
    const probe = await server.get("/");
    await clock.advance(1_000);
    await probe.expectStatus(200);
    expect(probe.answeredAt === 0, {
      expected: "0",
      got: `${probe.answeredAt}`,
    });
  });
});

Deno.test("without the virtual clock, time is real and lower bounds hold", async () => {
  const [event] = await gradeSource(waiter, [async ({ server, expect }) => {
    const probe = await server.get("/?ms=120");
    await probe.expectStatus(200);
    const took = probe.answeredAt! - probe.startedAt;
    expect(took >= 119, { expected: "at least 120 ms", got: `${took}` });
  }], { realTime: true });
  assertEquals(event!.verdict, "pass", JSON.stringify(event!.report));
});

Deno.test("a body that the peer holds back is no unfinished work", async () => {
  await passes(poller, async ({ client, peer, clock }) => {
    await client.start();
    const exchange = await peer.next();
    await exchange.writeHead(200, { "content-type": "application/json" });
    await exchange.write(JSON.stringify([message(1)]).slice(0, 5));
    await clock.advance(60_000);
    await exchange.write(JSON.stringify([message(1)]).slice(5));
    await exchange.end();
    await client.expectMessages(1);
  }, client);
});

Deno.test("in real time, what does not come on a busy machine is told as missing, not as a loop", async () => {
  const asks: Body = async ({ client, peer }) => {
    // The busy machine: each turn takes long.
    const busy = setInterval(() => {
      const end = performance.now() + 5;
      while (performance.now() < end);
    }, 0);
    try {
      await client.start();
      await peer.next();
    } finally {
      clearInterval(busy);
    }
  };
  const [event] = await gradeSource(
    "export async function* messages() {}",
    [asks],
    { exercise: client, realTime: true },
  );
  assertEquals(event?.verdict, "fail", JSON.stringify(event?.report));
  assertStringIncludes(JSON.stringify(event?.report), "no request");
});
