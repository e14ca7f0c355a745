import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/01_subscribe", { base: "solution" }, {
  asks_for_the_error: {
    caughtBy: "lets one that could not be saved stop nobody else",
    misconception: "What rejects rejects with an error.",
    says: "503 for the one whose save failed",
    edits: [[
      "await storage.save([...others, { ...news, id }]);",
      `const error = await storage.save([...others, { ...news, id }])
      .catch((error: unknown) => error);
    if (error) throw error;`,
    ]],
  },
  waits_for_a_minute: {
    caughtBy: "answers when it is saved, and not before",
    misconception: "A disk that needs a minute does not work.",
    says: "to be still open",
    edits: [[
      "await storage.save([...others, { ...news, id }]);",
      `const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => late.reject(new Error("too slow")), 60_000);
    await Promise.race([
      storage.save([...others, { ...news, id }]),
      late.promise,
    ]);
    clearTimeout(timer);`,
    ]],
  },
  compares_what_addresses_mean: {
    caughtBy: "takes names and endpoints letter by letter",
    misconception: "Two addresses of one place are one address.",
    says: "two endpoints that differ in one letter are two browsers",
    edits: [[
      "endpoint === news.endpoint",
      "URL.parse(endpoint)?.href === URL.parse(news.endpoint)?.href",
    ]],
  },
  trims_names: {
    caughtBy: "takes names and endpoints letter by letter",
    misconception: "A name of spaces is empty.",
    says: "A name is any text",
    edits: [['user !== ""', 'user.trim() !== ""']],
  },
  a_broken_chain: {
    caughtBy: "answers 503 when it cannot be saved, and changes nothing",
    misconception: "A promise that rejects harms only those who wait for it.",
    says: "A disk is full for a minute",
    edits: [["turn.catch(() => {})", "turn"]],
  },
  a_new_id_each_time: {
    caughtBy: "knows a browser that comes again, and takes what is new",
    misconception: "What is replaced gets a new name.",
    says: "/subscriptions/",
    edits: [["known?.id ?? crypto.randomUUID()", "crypto.randomUUID()"]],
  },
  answers_before_it_is_saved: {
    caughtBy: "answers when it is saved, and not before",
    misconception: "Saving will surely work, so nobody has to wait for it.",
    says: "Given before the disk has the subscription",
    edits: [[
      "await storage.save([...others, { ...news, id }])",
      "storage.save([...others, { ...news, id }]).catch(() => {})",
    ]],
  },
  begins_with_nobody: {
    caughtBy: "finds what was saved before it started",
    misconception: "A board begins empty.",
    says: "lost with every deployment",
    edits: [
      [
        "let last: Promise<unknown> = Promise.resolve();",
        `let last: Promise<unknown> = Promise.resolve();
  let kept: readonly Subscription[] = [];`,
      ],
      [
        `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
        `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = kept;`,
      ],
      ["[...others, { ...news, id }]", "kept = [...others, { ...news, id }]"],
      [
        `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
        `async function forget(id: string): Promise<Response> {
    const list = kept;`,
      ],
      ["storage.save(others)", "storage.save(kept = others)"],
    ],
  },
  believes_its_memory: {
    caughtBy: "answers 503 when it cannot be saved, and changes nothing",
    misconception:
      "What is in memory counts, whether it could be saved or not.",
    says: "Who is told 200 at the next try",
    edits: [[
      "let last: Promise<unknown> = Promise.resolve();",
      `let last: Promise<unknown> = Promise.resolve();
  let kept: Subscription[] | undefined;`,
    ], [
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = kept ??= await storage.load();`,
    ], [
      "await storage.save([...others, { ...news, id }])",
      `kept = [...others, { ...news, id }];
    await storage.save(kept)`,
    ], [
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
      `async function forget(id: string): Promise<Response> {
    const list = kept ??= await storage.load();`,
    ], [
      "await storage.save(others)",
      `kept = others;
    await storage.save(kept)`,
    ]],
  },
  belongs_to_the_first: {
    caughtBy: "hands a browser over to whom it serves now",
    misconception: "A browser belongs to whoever subscribed first.",
    says: "Whoever stays its owner after signing out",
    edits: [[
      "{ ...news, id }",
      `{
      ...news,
      user: known?.user ?? news.user,
      id,
    }`,
    ]],
  },
  counts_its_ids: {
    caughtBy: "gives ids that nobody can guess and that tell nothing",
    misconception: "An id has to be unique, and that is all.",
    says: "Counted ids let anybody delete them all",
    edits: [[
      "known?.id ?? crypto.randomUUID()",
      `known?.id ??
      \`subscription-\${String(list.length + 1).padStart(9, "0")}\``,
    ]],
  },
  counts_the_letters: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "87 letters are 65 bytes.",
    says: "What cannot work is refused now",
    edits: [[
      "isPoint(bytesOf(p256dh)) && bytesOf(auth)?.length === 16;",
      "p256dh?.length === 87 && auth?.length === 22;",
    ], [
      `/** Whether it has the form of a point of P-256, uncompressed (SEC 1 section 2.3.3). */
function isPoint(bytes: Uint8Array | undefined): boolean {
  return bytes?.length === 65 && bytes[0] === 4;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(value as string, { alphabet: "base64url" });
  } catch {
    // No text, or no base64url.
  }
}`,
      "",
    ]],
  },
  demands_every_member: {
    caughtBy: "takes what is right, and refuses other types and long bodies",
    misconception: "A subscription has an expirationTime.",
    says: "browsers leave out what is null",
    edits: [["expirationTime = null", "expirationTime"]],
  },
  everybody_at_once: {
    caughtBy: "loses nobody when several come at once",
    misconception:
      "An async function runs to its end before the next one begins.",
    says: "Whoever saves last wipes the others out",
    edits: [["let last: Promise<unknown> = Promise.resolve();", ""], [
      `const turn = last.then(change);
    last = turn.catch(() => {});`,
      "",
    ], ["await turn", "await change()"]],
  },
  forgets_in_the_answer_only: {
    caughtBy: "forgets a subscription, and knows no others",
    misconception: "Marking it as deleted is enough.",
    says: "forgotten on the disk too",
    edits: [[
      "storage.save(others)",
      `storage.save(
      list.map((one) => one.id === id ? { ...one, deleted: true } : one),
    )`,
    ]],
  },
  gives_new_ids_at_the_start: {
    caughtBy: "finds what was saved before it started",
    misconception: "Ids are this process's own business.",
    says: "Nobody subscribes again because a board restarts",
    edits: [[
      "let last: Promise<unknown> = Promise.resolve();",
      `let last: Promise<unknown> = Promise.resolve();
  const ids = new Map<string, string>();`,
    ], [
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = (await storage.load()).map((one) => ({
      ...one,
      id: ids.get(one.endpoint) ?? crypto.randomUUID(),
    }));
    for (const { endpoint, id } of list) ids.set(endpoint, id);`,
    ], [
      "const others = list.filter((subscription) => subscription !== known);",
      `const others = list.filter((subscription) => subscription !== known);
    ids.set(news.endpoint, id);`,
    ], [
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
      `async function forget(id: string): Promise<Response> {
    const list = (await storage.load()).map((one) => ({
      ...one,
      id: ids.get(one.endpoint) ?? crypto.randomUUID(),
    }));
    for (const { endpoint, id } of list) ids.set(endpoint, id);`,
    ]],
  },
  https_only: {
    caughtBy: "takes what is right, and refuses other types and long bodies",
    misconception: "Only https is safe, wherever it is.",
    says: "a push service of your own stands on 127.0.0.1",
    edits: [[
      `return url?.protocol === "https:" ||
    url?.protocol === "http:" && url.hostname === "127.0.0.1";`,
      'return url?.protocol === "https:";',
    ]],
  },
  is_always_content: {
    caughtBy: "forgets a subscription, and knows no others",
    misconception: "DELETE is idempotent, so it always answers 204.",
    says: "404",
    edits: [[
      'problem(404, { title: "There is no such subscription" })',
      "new Response(null, { status: 204 })",
    ]],
  },
  keeps_all_that_came_in_memory: {
    caughtBy: "keeps a subscription and says where it is",
    misconception: "What is in memory is kept.",
    says: "gone with the next restart",
    edits: [["{ storage }: Options", "_options: Options"], [
      "let last: Promise<unknown> = Promise.resolve();",
      `let last: Promise<unknown> = Promise.resolve();
  let kept: Subscription[] = [];`,
    ], [
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await Promise.resolve(kept);`,
    ], [
      "await storage.save([...others, { ...news, id }])",
      "kept = [...others, { ...news, id }]",
    ], [
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
      `async function forget(id: string): Promise<Response> {
    const list = await Promise.resolve(kept);`,
    ], ["await storage.save(others)", "kept = others"]],
  },
  keeps_everything_that_comes: {
    caughtBy: "knows a browser that comes again, and takes what is new",
    misconception: "Each POST makes something new.",
    says: "Kept twice, each message is shown twice",
    edits: [[
      "({ endpoint }) => endpoint === news.endpoint",
      "({ id }) => id === news.endpoint",
    ]],
  },
  keeps_the_endpoint_only: {
    caughtBy: "keeps a subscription and says where it is",
    misconception: "The endpoint is all that is needed to reach a browser.",
    says: "Everything that the browser said is needed",
    edits: [[
      "{ user, endpoint, expirationTime, keys: { p256dh, auth } }",
      "{ user, endpoint, expirationTime: null, keys: { p256dh, auth } }",
    ]],
  },
  keeps_the_old_keys: {
    caughtBy: "knows a browser that comes again, and takes what is new",
    misconception: "What is known already need not be saved again.",
    says: "with the old keys, it cannot be read",
    edits: [["{ ...news, id }", "{ ...news, ...known, user: news.user, id }"]],
  },
  loads_once_for_ever: {
    caughtBy: "tries again when it could not load",
    misconception: "A promise is made once, and is there for all.",
    says: "What remembers that failure answers 503 for ever",
    edits: [[
      "let last: Promise<unknown> = Promise.resolve();",
      `let last: Promise<unknown> = Promise.resolve();
  let loading: Promise<Subscription[]> | undefined;`,
    ], [
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await (loading ??= storage.load());`,
    ], [
      "await storage.save([...others, { ...news, id }])",
      `const next = [...others, { ...news, id }];
    await storage.save(next);
    loading = Promise.resolve(next)`,
    ], [
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
      `async function forget(id: string): Promise<Response> {
    const list = await (loading ??= storage.load());`,
    ], [
      "await storage.save(others);",
      `await storage.save(others);
    loading = Promise.resolve(others);`,
    ]],
  },
  looks_how_it_begins: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "Whatever begins with http://127.0.0.1 is this machine.",
    says: "What cannot work is refused now",
    edits: [[
      'url?.protocol === "http:" && url.hostname === "127.0.0.1"',
      'url?.href.startsWith("http://127.0.0.1") === true',
    ]],
  },
  loses_the_user: {
    caughtBy: "keeps a subscription and says where it is",
    misconception: "Whose browser it is, is known elsewhere.",
    says: "Everything that the browser said is needed",
    edits: [["{ ...news, id }", '{ ...news, id, user: "" }']],
  },
  minds_the_case: {
    caughtBy: "takes what is right, and refuses other types and long bodies",
    misconception: "application/json is one text.",
    says: "Who is too strict turns people away",
    edits: [[
      String.raw`!/^application\/json\s*(;|$)/i.test(type)`,
      'type !== "application/json"',
    ]],
  },
  never_minds_the_form: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "65 bytes are a key.",
    says: "What cannot work is refused now",
    edits: [["bytes?.length === 65 && bytes[0] === 4", "bytes?.length === 65"]],
  },
  nobody_is_somebody: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "A user is whatever stands there.",
    says: "What cannot work is refused now",
    edits: [['typeof user === "string" && user !== ""', "user !== undefined"]],
  },
  one_browser_for_each_user: {
    caughtBy: "hands a browser over to whom it serves now",
    misconception: "A person has one browser.",
    says: "201",
    edits: [[
      "({ endpoint }) => endpoint === news.endpoint",
      `({ endpoint, user }) =>
      endpoint === news.endpoint || user === news.user
    `,
    ]],
  },
  one_byte_too_few: {
    caughtBy: "takes what is right, and refuses other types and long bodies",
    misconception: "Up to 4,096 bytes means fewer than 4,096.",
    says: "Who is too strict turns people away",
    edits: [[
      "bytes.length + chunk.length > BYTES_MAX",
      "bytes.length + chunk.length >= BYTES_MAX",
    ]],
  },
  reads_to_the_end: {
    caughtBy: "takes what is right, and refuses other types and long bodies",
    misconception: "Whoever sends much has much to say.",
    says: "413",
    edits: [[
      `/** A request has at most this many bytes. */
const BYTES_MAX = 4_096;`,
      "",
    ], [
      `if (bytes.length + chunk.length > BYTES_MAX) {
      return problem(413, { title: \`Send \${BYTES_MAX} bytes at most\` });
    }`,
      "",
    ]],
  },
  saves_side_by_side: {
    caughtBy: "loses nobody when several come at once",
    misconception:
      "The list in memory is right, so each save may go its own way.",
    says: "Whoever saves last wipes the others out",
    edits: [
      [
        "last: Promise<unknown> = Promise.resolve()",
        "kept: Promise<Subscription[]> | undefined",
      ],
      [
        `const turn = last.then(change);
    last = turn.catch(() => {});`,
        "",
      ],
      ["await turn", "await change()"],
      [
        `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
        `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await (kept ??= storage.load());`,
      ],
      [
        "await storage.save([...others, { ...news, id }])",
        `const next = [...others, { ...news, id }];
    kept = Promise.resolve(next);
    await storage.save(next)`,
      ],
      [
        `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
        `async function forget(id: string): Promise<Response> {
    const list = await (kept ??= storage.load());`,
      ],
      [
        `return problem(404, { title: "There is no such subscription" });
    }`,
        `return problem(404, { title: "There is no such subscription" });
    }
    kept = Promise.resolve(others);`,
      ],
    ],
  },
  says_201_each_time: {
    caughtBy: "knows a browser that comes again, and takes what is new",
    misconception: "POST is answered with 201.",
    says: "201",
    edits: [["known ? 200 : 201", "201"]],
  },
  takes_a_failure_for_nothing: {
    caughtBy: "tries again when it could not load",
    misconception: "Nothing to load means that there is nothing.",
    says: "wipes everybody out",
    edits: [[
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load();`,
      `async function remember(news: Omit<Subscription, "id">): Promise<Response> {
    const list = await storage.load().catch((): Subscription[] => []);`,
    ], [
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load();`,
      `async function forget(id: string): Promise<Response> {
    const list = await storage.load().catch((): Subscription[] => []);`,
    ]],
  },
  takes_any_address: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "An endpoint is an address.",
    says: "What cannot work is refused now",
    edits: [[
      `return url?.protocol === "https:" ||
    url?.protocol === "http:" && url.hostname === "127.0.0.1";`,
      "return url !== null;",
    ]],
  },
  takes_any_key: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "Keys are texts, and the library will find out.",
    says: "What cannot work is refused now",
    edits: [[
      "isPoint(bytesOf(p256dh)) && bytesOf(auth)?.length === 16;",
      'typeof p256dh === "string" && typeof auth === "string";',
    ], [
      `/** Whether it has the form of a point of P-256, uncompressed (SEC 1 section 2.3.3). */
function isPoint(bytes: Uint8Array | undefined): boolean {
  return bytes?.length === 65 && bytes[0] === 4;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(value as string, { alphabet: "base64url" });
  } catch {
    // No text, or no base64url.
  }
}`,
      "",
    ]],
  },
  takes_the_endpoint_for_an_id: {
    caughtBy: "gives ids that nobody can guess and that tell nothing",
    misconception: "The endpoint is unique already, so it is the best id.",
    says: "an endpoint in an address ends up in logs",
    edits: [[
      "crypto.randomUUID()",
      `new TextEncoder().encode(news.endpoint).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    })`,
    ]],
  },
  throws: {
    caughtBy: "answers 503 when it cannot be saved, and changes nothing",
    misconception:
      "An error is answered with 500 by whoever serves the function.",
    says: "503",
    edits: [[
      `try {
      return await turn;
    } catch {
      const headers = { "retry-after": "1" };
      return problem(503, { title: "Cannot save this now", headers });
    }`,
      "return await turn;",
    ]],
  },
  trips_over_null: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "A body is an object.",
    says: "400",
    edits: [["value ?? {}", "value"]],
  },
  takes_the_second_for_the_first: {
    caughtBy: "saves what it has promised, whatever happens",
    misconception: "What comes twice at once is the same.",
    says: "saved before the 200",
    edits: [[
      "let last: Promise<unknown> = Promise.resolve();",
      `let last: Promise<unknown> = Promise.resolve();
  const asked = new Map<string, Promise<Response>>();`,
    ], [
      "return await inTurn(() => remember(news));",
      `const first = await asked.get(news.endpoint);
      if (first?.ok) {
        return new Response(null, { status: 200, headers: first.headers });
      }
      const turn = inTurn(() => remember(news));
      asked.set(news.endpoint, turn);
      return await turn.finally(() => asked.delete(news.endpoint));`,
    ]],
  },
  compares_users_and_keys_to_spare_a_save: {
    caughtBy: "knows a browser that comes again, and takes what is new",
    misconception: "Whose browser it is, and its keys, are all that changes.",
    says: "with the old keys, it cannot be read",
    edits: [[
      "await storage.save([...others, { ...news, id }])",
      `const same = known && known.user === news.user &&
      known.keys.p256dh === news.keys.p256dh &&
      known.keys.auth === news.keys.auth;
    if (!same) await storage.save([...others, { ...news, id }])`,
    ]],
  },
  looks_only_where_the_host_begins: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "Behind http:// stands the host.",
    says: "What cannot work is refused now",
    edits: [[
      'url?.protocol === "http:" && url.hostname === "127.0.0.1"',
      String.raw`url !== null && /^http:\/\/127\.0\.0\.1[:/]/.test(url.href)`,
    ]],
  },
  takes_the_beginning_for_an_address: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "Whatever begins with https:// is an address.",
    says: "What cannot work is refused now",
    edits: [[
      'url?.protocol === "https:" ||',
      'typeof value === "string" && value.startsWith("https://") ||',
    ]],
  },
  takes_what_is_falsy_for_absent: {
    caughtBy: "refuses what nobody can be reached with",
    misconception: "Nothing is nothing, however it is written.",
    says: "What cannot work is refused now",
    edits: [["expirationTime === null ||", "!expirationTime ||"]],
  },
  takes_the_id_that_came: {
    caughtBy: "keeps a subscription and says where it is",
    misconception: "Nobody sends a member that I have not asked for.",
    says: "the id",
    edits: [["{ ...news, id }", "{ id, ...news }"], [
      "return { user, endpoint, expirationTime, keys: { p256dh, auth } };",
      "return { ...value, expirationTime };",
    ]],
  },
  names_it_by_the_end_of_its_endpoint: {
    caughtBy: "gives ids that nobody can guess and that tell nothing",
    misconception: "A part of a secret is no secret.",
    says: "an endpoint in an address ends up in logs",
    edits: [["crypto.randomUUID()", "news.endpoint.slice(-20)"]],
  },
  lets_all_boards_queue: {
    caughtBy: "keeps two boards apart",
    misconception: "There is one disk, so there is one queue.",
    says: "waits for the disk of the other",
    edits: [["  let last: Promise<unknown> = Promise.resolve();\n", ""], [
      "const BYTES_MAX = 4_096;",
      `const BYTES_MAX = 4_096;

let last: Promise<unknown> = Promise.resolve();`,
    ]],
  },
});

proveMistakes("06_push/01_subscribe", {
  base: "loads_once_and_keeps_a_map",
}, {
  one_store_for_all_boards: {
    caughtBy: "keeps two boards apart",
    misconception: "handler() is called when the server starts: once.",
    says: "Each board has a storage of its own",
    edits: [[
      "export function handler(",
      "let only: Store | undefined;\n\nexport function handler(",
    ], [
      "const store = new Store(storage);",
      "const store = only ??= new Store(storage);",
    ]],
  },
});
