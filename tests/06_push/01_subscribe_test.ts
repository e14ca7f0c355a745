import {
  demand,
  describeJson,
  exam,
  jsonOf,
  type Probe,
  type ServerScene,
  textOf,
  wholeText,
} from "exam";
import { Buffer } from "node:buffer";
import {
  playSubscriptions,
  storageStep,
  subscriptionExamples,
} from "./_01_story.ts";
import {
  base64url,
  bytes,
  draw,
  type Drawn,
  PATH,
  point,
  post,
  remove,
} from "./_browsers.ts";

const check = exam("06_push/01_subscribe", "server");

/** What a browser sends, or what it sends wrongly. */
type Body = Record<string, unknown>;

/** As it has to be saved. */
type Saved = Drawn & { id: string };

/** The storage, answering at once; what is in it is seen. */
function storage(list: unknown = []) {
  const storage = {
    list,
    answers: {
      "storage.load": () => storage.list,
      "storage.save": (news: unknown) => void (storage.list = news),
    },
  };
  return storage;
}

/** The id in `Location`, with this status. */
async function expectId(
  probe: Probe,
  status: number,
): Promise<string> {
  await probe.expectStatus(status);
  const location = probe.headers.get("location") ?? "";
  const url = URL.parse(location, "http://board.example/subscriptions");
  const [, id] = /^\/subscriptions\/([^/]+)$/.exec(url?.pathname ?? "") ?? [];
  return demand(
    id,
    "a Location such as /subscriptions/ID",
    location === "" ? "no Location" : location,
  );
}

/** Demands 200, and the id that is known. */
async function sameId(
  scene: ServerScene,
  probe: Probe,
  id: string,
): Promise<void> {
  const again = await expectId(probe, 200);
  scene.expect(again === id, {
    expected: `${PATH}/${id} again`,
    got: `${PATH}/${again}`,
  });
}

/** Demands that exactly these are saved. */
function expectSaved(
  { expect }: ServerScene,
  list: unknown,
  ...wanted: readonly Partial<Saved>[]
): void {
  const told = ({ user, endpoint, expirationTime, keys }: Partial<Saved>) =>
    jsonOf([user, endpoint, expirationTime === undefined, expirationTime, {
      p256dh: keys?.p256dh,
      auth: keys?.auth,
    }]);
  // Whatever was saved: nothing of it may confuse the check.
  const saved: Saved[] = Array.isArray(list) ? list.map(Object) : [];
  const isRight = Array.isArray(list) &&
    saved.map(told).sort().join() === wanted.map(told).sort().join();
  expect(isRight, {
    expected: `${wanted.length} saved: ${brief(wanted)}`,
    got: Array.isArray(list)
      ? `${saved.length}: ${brief(saved)}`
      : `something that is no array: ${describeJson(list)}`,
  });
  const ids = saved.map(({ id }) => id);
  for (const { id } of wanted) {
    expect(id === undefined || ids.includes(id), {
      expected: `the id ${id} among those that are saved`,
      got: ids.join(),
    });
  }
}

/** Users, the ends of their endpoints and of their keys. */
function brief(list: readonly Partial<Saved>[]): string {
  const end = (text: unknown) => wholeText(text).slice(-5);
  const lines = list.map(({ user, endpoint, expirationTime, keys }) =>
    `${textOf(user)} …${end(endpoint)} (p256dh …${end(keys?.p256dh)}, auth …${
      end(keys?.auth)
    }, expirationTime ${textOf(expirationTime)})`
  );
  return lines.join(", ") || "nobody";
}

/** Demands 400 (or 422) for each, that nothing is saved, and that a right one still is. */
async function expectRefused(
  scene: ServerScene,
  bodies: readonly unknown[],
): Promise<void> {
  const kept = storage();
  await scene.server.start({ answers: kept.answers });
  for (const body of bodies) {
    await (await post(scene, body)).expectStatus(400, 422);
  }
  expectSaved(scene, kept.list);
  await (await post(scene, draw(scene.random))).expectStatus(201);
}

/** Answers every call of the storage, the newest of those that wait first, loads before saves. */
async function answerNewestFirst(
  { server }: ServerScene,
  { answers }: ReturnType<typeof storage>,
  answered = new Set<unknown>(),
): Promise<void> {
  const waiting = (name: string) =>
    server.port(name).filter((call) => !answered.has(call)).at(-1);
  for (;;) {
    const call = waiting("storage.load") ?? waiting("storage.save");
    if (!call) return;
    answered.add(call);
    const answer = answers[call.name as keyof typeof answers];
    await call.resolve(answer(call.arguments[0]) ?? undefined);
  }
}

check("keeps a subscription and says where it is", {
  heading: "Keep a subscription",
  why:
    "Everything that the browser said is needed to reach it. What is not saved is gone with the next restart.",
  norm: "RFC 9110 §15.3.2",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const [ada, ben] = [draw(random), draw(random)];
  const ends = { ...ben, expirationTime: random.integer(1e12, 2e12) };
  const first = await expectId(await post(scene, ada), 201);
  // Members of others are no business of yours, whatever they are called.
  const more = { ...ends, contentEncoding: random.text(), id: random.text() };
  const second = await expectId(await post(scene, more), 201);
  expectSaved(scene, kept.list, { ...ada, id: first }, { ...ends, id: second });
});

check("takes names and endpoints letter by letter", {
  heading: "Keep a subscription",
  why:
    "A name is any text, and two endpoints that differ in one letter are two browsers: whoever trims, mends or compares what they mean takes one person for another.",
  norm: "RFC 3986 §6.2.1",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const users = [
    ...["__proto__", "constructor", "toString", "0", "null", " "],
    ...[`  ${random.text()} `, "one\u2028two", "e\u0301 \u00e9", "🙂\uFFFD"],
    ...["\n", `\uFEFF${"x".repeat(1_500)}`],
  ];
  const [host, path] = [`${random.text()}.example`, random.text()];
  const endpoints = [
    `https://${host}/${path}`,
    `https://${host}/${path.toUpperCase()}`,
    `https://${host}/${path}/`,
    `https://${host}/${path}?`,
    `https://${host}:443/${path}`,
    `https://${host}/%61${path}`,
    `https://${host}/a${path}`,
    `https://${host}/__proto__`,
    `https://${host}/constructor`,
    `https://${host}/${"a".repeat(1_500)}`,
    `https://${host.toUpperCase()}/${path}`,
    `https://${host}`,
  ];
  const all = endpoints.map((endpoint, place) => ({
    ...draw(random),
    endpoint,
    user: users[place] ?? "",
    expirationTime: [0, -1, 0.5, null][place % 4] ?? null,
  }));
  const saved: Saved[] = [];
  for (const one of all) {
    scene.forget();
    const id = await expectId(await post(scene, one), 201);
    saved.push({ ...one, id });
    expectSaved(scene, kept.list, ...saved);
  }
  for (const { id, ...one } of saved) {
    await sameId(scene, await post(scene, one), id);
  }
  expectSaved(scene, kept.list, ...saved);
});

check("gives ids that nobody can guess and that tell nothing", {
  heading: "Give ids that tell nothing",
  why:
    "Who knows an id can delete the subscription. Counted ids let anybody delete them all, and an endpoint in an address ends up in logs.",
  norm: "RFC 8030 §8.3",
}, async (scene) => {
  const { server, random, expect } = scene;
  await server.start({ answers: storage().answers });
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    const subscription = draw(random);
    const id = await expectId(await post(scene, subscription), 201);
    const secret = subscription.endpoint.slice(-32);
    const readings = [id, Buffer.from(id, "base64url"), Buffer.from(id, "hex")]
      .map(String);
    // A part of a secret is none of yours to tell, either.
    const told = [...secret].map((_, at) => secret.slice(at, at + 10))
      .find((part) =>
        part.length === 10 && readings.some((reading) => reading.includes(part))
      );
    expect(told === undefined, {
      expected: "an id without the endpoint, or a part of it",
      got: `${id}, which says ${told}`,
    });
    ids.push(id);
  }
  const [one = "", two = ""] = ids.slice(-2);
  const different = [...one].filter((letter, at) => letter !== two[at]).length;
  expect(/^[\w-]{16,}$/.test(one) && different >= 8, {
    expected:
      "ids of 16 or more letters, digits, - and _, of which at least 8 are drawn or hashed",
    got: `${one} and then ${two}`,
  });
});

check("knows a browser that comes again, and takes what is new", {
  heading: "Know a browser that comes again",
  why:
    "A page subscribes at every visit, and gets the same endpoint. Kept twice, each message is shown twice; with the old keys, it cannot be read.",
  norm: "Push API, push subscription",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const [ada, other] = [draw(random), draw(random)];
  const id = await expectId(await post(scene, ada), 201);
  await expectId(await post(scene, other), 201);
  await sameId(scene, await post(scene, ada), id);
  expectSaved(scene, kept.list, { ...ada, id }, other);
  const { keys } = draw(random);
  const expirationTime = random.integer(1e12, 2e12);
  const { p256dh } = keys;
  // Each of them alone is news, and so is what is not there any more.
  const changes = random.shuffled([
    { expirationTime },
    { keys: { ...ada.keys, p256dh } },
    { keys },
  ]);
  let news = ada;
  for (const change of [...changes, { expirationTime: null }]) {
    news = { ...news, ...change };
    const { expirationTime: time, ...rest } = news;
    const sent = time === null ? rest : news;
    await sameId(scene, await post(scene, sent), id);
    expectSaved(scene, kept.list, { ...news, id }, other);
  }
});

check("hands a browser over to whom it serves now", {
  heading: "Know a browser that comes again",
  why:
    "Two people share a browser, and it has one endpoint. Whoever stays its owner after signing out has his messages shown to somebody else.",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const ada = draw(random);
  const id = await expectId(await post(scene, ada), 201);
  const ben = { ...ada, user: random.text() };
  await sameId(scene, await post(scene, ben), id);
  expectSaved(scene, kept.list, { ...ben, id });
  const more: Saved[] = [];
  for (let count = 0; count < 12; count++) {
    const phone = { ...draw(random), user: ben.user };
    more.push({ ...phone, id: await expectId(await post(scene, phone), 201) });
  }
  expectSaved(scene, kept.list, { ...ben, id }, ...more);
});

check("forgets a subscription, and knows no others", {
  heading: "Forget",
  why:
    "An endpoint is a person's browser. Who asks to be forgotten is forgotten on the disk too, and who was never known is not said to be gone.",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const [ada, ben] = [draw(random), draw(random)];
  const first = await expectId(await post(scene, ada), 201);
  const second = await expectId(await post(scene, ben), 201);
  for (const id of [random.text(), "__proto__", "constructor", "toString"]) {
    await (await remove(scene, id)).expectStatus(404);
  }
  await (await remove(scene, first)).expectStatus(204);
  expectSaved(scene, kept.list, { ...ben, id: second });
  await (await remove(scene, first)).expectStatus(404);
  await expectId(await post(scene, ada), 201);
  await (await remove(scene, second)).expectStatus(204);
  expectSaved(scene, kept.list, ada);
});

check("finds what was saved before it started", {
  heading: "Find what was saved before",
  why:
    "Nobody subscribes again because a board restarts. What is kept in memory only is lost with every deployment.",
  realTime: true,
}, async (scene) => {
  const { server, random } = scene;
  const saved = (subscription: Drawn) => ({
    id: random.text(),
    ...subscription,
  });
  const ends = { expirationTime: random.integer(1e12, 2e12) };
  const ada = saved({ ...draw(random), ...ends });
  const ben = saved(draw(random));
  // A board has hundreds of readers.
  const all = Array.from({ length: 300 }, () => saved(draw(random)));
  const kept = storage([ada, ben, ...all]);
  await server.start({ answers: kept.answers });
  const cem = draw(random);
  await expectId(await post(scene, cem), 201);
  expectSaved(scene, kept.list, ada, ben, cem, ...all);
  const { id: _, ...again } = ada;
  await sameId(scene, await post(scene, again), ada.id);
  await (await remove(scene, ben.id)).expectStatus(204);
  expectSaved(scene, kept.list, ada, cem, ...all);
});

check("answers when it is saved, and not before", {
  heading: "Save first, answer then",
  why:
    "201 is a promise. Given before the disk has the subscription, a crash breaks it, and the browser never tells you again.",
  norm: "RFC 9110 §15.3.2",
}, async (scene) => {
  const { server, clock, random } = scene;
  let list: unknown = [];
  await server.start({
    answers: { "storage.load": () => list },
    ports: ["storage.save"],
  });
  const ada = draw(random);
  const news = { ...ada, user: random.text() };
  let id = "";
  const steps: [status: number, ask: () => Promise<Probe>][] = [
    [201, () => post(scene, ada)],
    [200, () => post(scene, news)],
    [204, () => remove(scene, id)],
  ];
  for (const [index, [status, ask]] of steps.entries()) {
    const probe = await ask();
    await clock.advance(random.integer(3_600_000, 50_000_000));
    probe.expectPending();
    const save = server.port("storage.save")[index];
    list = save?.arguments[0];
    await save?.resolve(undefined);
    if (status === 204) await probe.expectStatus(204);
    else id = await expectId(probe, status);
  }
});

check("loses nobody when several come at once", {
  heading: "Lose nobody when several come at once",
  why:
    "Between load and save somebody else loads the same list. Whoever saves last wipes the others out.",
}, async (scene) => {
  const { server, random } = scene;
  const gone = { id: random.text(), ...draw(random) };
  const kept = storage([gone]);
  await server.start({ ports: Object.keys(kept.answers) });
  const [ada, ben, cem] = [draw(random), draw(random), draw(random)];
  const first = await post(scene, ada);
  const second = await post(scene, ben);
  const removed = await remove(scene, gone.id);
  const third = await post(scene, cem);
  const again = await post(scene, ben);
  await answerNewestFirst(scene, kept);
  const id = await expectId(second, 201);
  await sameId(scene, again, id);
  await expectId(first, 201);
  await expectId(third, 201);
  await removed.expectStatus(204);
  expectSaved(scene, kept.list, ada, { ...ben, id }, cem);
});

check("answers 503 when it cannot be saved, and changes nothing", {
  heading: "Say so when it cannot be saved",
  why:
    "A disk is full for a minute. Who is told 200 at the next try, though nothing was ever saved, is lost for good.",
  norm: "RFC 9110 §15.6.4",
}, async (scene) => {
  const { server, random } = scene;
  let failing = "";
  const kept = storage();
  const { "storage.load": load, "storage.save": save } = kept.answers;
  const failIf = (name: string) => {
    if (failing === name) throw new Error("the disk is full");
  };
  await server.start({
    answers: {
      "storage.load": () => (failIf("load"), load()),
      "storage.save": (list) => (failIf("save"), save(list)),
    },
  });
  const [ada, ben] = [draw(random), draw(random)];
  const id = await expectId(await post(scene, ben), 201);
  failing = "save";
  await (await post(scene, ada)).expectStatus(503);
  await (await remove(scene, id)).expectStatus(503);
  const news = { ...ben, user: random.text() };
  await (await post(scene, news)).expectStatus(503);
  failing = "";
  await expectId(await post(scene, ada), 201);
  expectSaved(scene, kept.list, { ...ben, id }, ada);
  await (await remove(scene, id)).expectStatus(204);
  expectSaved(scene, kept.list, ada);
});

check("lets one that could not be saved stop nobody else", {
  heading: "Say so when it cannot be saved",
  why:
    "Requests wait for each other's saves. One that fails, and fails late, fails for those whom it was for: the next one tries again, and nobody waits for ever.",
}, async (scene) => {
  const { server, clock, random, expect } = scene;
  const kept = storage();
  const { answers } = kept;
  await server.start({ ports: Object.keys(answers) });
  const all = [draw(random), draw(random), draw(random)];
  const probes: Probe[] = [];
  for (const one of all) probes.push(await post(scene, one));
  const answered = new Set<unknown>();
  let failures = 0;
  for (let count = 0; count < 20; count++) {
    const call = Object.keys(answers).flatMap((name) => server.port(name))
      .find((call) => !answered.has(call));
    if (!call) break;
    answered.add(call);
    await clock.advance(random.integer(100, 900));
    const answer = answers[call.name as keyof typeof answers];
    // What it rejects with may be anything, also nothing.
    if (call.name === "storage.save" && failures++ < 2) {
      await call.reject(failures === 1 ? {} : { value: null });
    } else await call.resolve(answer(call.arguments[0]) ?? undefined);
  }
  const statuses = probes.map(({ status }) => status);
  const right = statuses.every((status) => [201, 503].includes(status)) &&
    statuses.includes(503);
  expect(right, {
    expected: "503 for the one whose save failed, and 201 or 503 for all",
    got: statuses.map((status) => status || "no answer").join(", "),
  });
  const taken = all.filter((_, place) => statuses[place] === 201);
  expectSaved(scene, kept.list, ...taken);
  const again = all.filter((_, place) => statuses[place] === 503);
  for (const one of again) {
    const probe = await post(scene, one);
    await answerNewestFirst(scene, kept, answered);
    await expectId(probe, 201);
  }
  expectSaved(scene, kept.list, ...all);
});

check("tries again when it could not load", {
  heading: "Say so when it cannot be saved",
  why:
    "The first load fails because the disk is not there yet. What remembers that failure answers 503 for ever; what takes it for an empty list wipes everybody out.",
}, async (scene) => {
  const { server, random } = scene;
  const ada = { id: random.text(), ...draw(random) };
  const kept = storage([ada]);
  let isThere = false;
  await server.start({
    answers: {
      ...kept.answers,
      "storage.load": () => {
        if (!isThere) throw new Error("there is no disk");
        return kept.list;
      },
    },
  });
  const ben = draw(random);
  await (await post(scene, ben)).expectStatus(503);
  await (await remove(scene, ada.id)).expectStatus(503);
  expectSaved(scene, kept.list, ada);
  isThere = true;
  await expectId(await post(scene, ben), 201);
  expectSaved(scene, kept.list, ada, ben);
});

check("refuses what nobody can be reached with", {
  heading: "Refuse what is no subscription",
  why:
    "You will send to this address with these keys for months. What cannot work is refused now, while somebody is there to notice.",
  norm: "RFC 9110 §15.5.1",
}, async (scene) => {
  const { random } = scene;
  const right = draw(random);
  const { p256dh, auth } = right.keys;
  const keys = (some: Body) => ({ ...right, keys: { ...right.keys, ...some } });
  const start = (first: number) =>
    base64url(Uint8Array.of(first, ...point(random).subarray(1)));
  const endpoints = [
    "/wpush/1",
    "",
    "push.example/wpush/1",
    "javascript:alert(1)",
    right.endpoint.replace("https:", "http:"),
    right.endpoint.replace("https:", "ftp:"),
    "http://127.0.0.1.push.example/wpush/1",
    "http://127.0.0.1@push.example/wpush/1",
    "http://127.0.0.1:80@push.example/wpush/1",
    "http://push.example/?http://127.0.0.1/",
    "http://127.0.0.2/wpush/1",
    "http://localhost/wpush/1",
    "https://",
    "https://push.example:65536/wpush/1",
    [right.endpoint],
    random.integer(1, 9),
    null,
    undefined,
  ];
  const points = [
    base64url(point(random).subarray(0, 64)),
    base64url(Uint8Array.of(...point(random), 0)),
    base64url(Uint8Array.of(2, ...point(random).subarray(1, 33))),
    ...[2, 5, 6].map(start),
    Buffer.from(point(random)).toString("hex"),
    `*${p256dh.slice(1)}`,
    [p256dh],
    random.integer(1, 9),
    undefined,
  ];
  const secrets = [
    base64url(bytes(random, 15)),
    base64url(bytes(random, 17)),
    auth.replace(/.$/, "!"),
    [auth],
    "",
    null,
  ];
  await expectRefused(scene, [
    ...endpoints.map((endpoint) => ({ ...right, endpoint })),
    ...points.map((value) => keys({ p256dh: value })),
    ...secrets.map((value) => keys({ auth: value })),
    ...[undefined, null, [], p256dh].map((value) => ({
      ...right,
      keys: value,
    })),
    ...[undefined, null, "", 0, 1, ["ada"]].map((user) => ({ ...right, user })),
    ...["soon", "", "1767600000000", [], [1], {}, true, false].map((value) => ({
      ...right,
      expirationTime: value,
    })),
    ...[null, [], "text", 1, "no JSON {"],
  ]);
});

check("takes what is right, and refuses other types and long bodies", {
  heading: "Take what is right",
  why:
    "Who is too strict turns people away: a push service of your own stands on 127.0.0.1, and browsers leave out what is null.",
}, async (scene) => {
  const { server, random } = scene;
  const kept = storage();
  await server.start({ answers: kept.answers });
  const [ada, ben, long] = [draw(random), draw(random), draw(random)];
  const path = base64url(bytes(random, 9));
  const local = `http://127.0.0.1:${random.integer(1_024, 65_535)}/${path}`;
  const usual = { ...draw(random), endpoint: `http://127.0.0.1/${path}` };
  await expectId(await post(scene, { ...ada, endpoint: local }), 201);
  await expectId(await post(scene, usual), 201);
  const { expirationTime: _, ...absent } = ben;
  await expectId(await post(scene, absent), 201);
  const tail = 4_096 - JSON.stringify(long).length;
  const longest = { ...long, endpoint: long.endpoint + "a".repeat(tail) };
  const headers = { "Content-Type": "Application/JSON; charset=utf-8" };
  const body = JSON.stringify(longest);
  await (await server.request("POST", PATH, { headers, body }))
    .expectStatus(201);
  const longer = JSON.stringify({ ...draw(random), more: "a".repeat(4_096) });
  await (await post(scene, longer)).expectStatus(413);
  const plain = JSON.stringify(draw(random));
  const type = { "Content-Type": "text/plain" };
  await (await server.request("POST", PATH, { headers: type, body: plain }))
    .expectStatus(415);
  const here = { ...ada, endpoint: local };
  expectSaved(scene, kept.list, here, usual, ben, longest);
});

check("keeps two boards apart", {
  heading: "Lose nobody when several come at once",
  why:
    "Each board has a storage of its own. What a module keeps is there once for every call of handler(): then one board waits for the disk of the other, and knows browsers that it has never seen.",
}, async (scene) => {
  const { server, random } = scene;
  const second = { server: server.second };
  const saved = () => ({ id: random.text(), ...draw(random) });
  const [ada, ben] = [saved(), saved()];
  const [here, there] = [storage([ada]), storage([ben])];
  await server.start({ boards: 2, ports: Object.keys(here.answers) });
  const answered = new Set<unknown>();
  // Some load at once: then the first board has asked first.
  const loads = server.port("storage.load");
  for (const [place, call] of loads.entries()) {
    answered.add(call);
    await call.resolve((place < loads.length / 2 ? here : there).list);
  }
  const cem = draw(random);
  const other = { ...draw(random), endpoint: cem.endpoint };
  const late = await post(scene, cem);
  const held = Object.keys(here.answers).flatMap((name) => server.port(name))
    .filter((call) => !answered.has(call));
  for (const call of held) answered.add(call);
  // While the first board waits for its disk, the other's is quick.
  const quick = await post(second, other);
  await answerNewestFirst(scene, there, answered);
  const id = await expectId(quick, 201);
  expectSaved(scene, there.list, ben, { ...other, id });
  late.expectPending();
  for (const call of held) answered.delete(call);
  await answerNewestFirst(scene, here, answered);
  await expectId(late, 201);
  expectSaved(scene, here.list, ada, cem);
  const unknown = await remove(second, ada.id);
  await answerNewestFirst(scene, there, answered);
  await unknown.expectStatus(404);
  const { id: _, ...again } = ada;
  const anew = await post(second, again);
  await answerNewestFirst(scene, there, answered);
  await expectId(anew, 201);
  const gone = await remove(scene, ada.id);
  await answerNewestFirst(scene, here, answered);
  await gone.expectStatus(204);
  expectSaved(scene, here.list, cem);
  expectSaved(scene, there.list, ben, { ...other, id }, again);
});

check.stories("saves what it has promised, whatever happens", {
  heading: "Lose nobody when several come at once",
  why:
    "Requests, loads and saves overlap, and each of them may fail. What was answered has to be what is on the disk, as if the requests had come one after the other.",
  step: storageStep,
  examples: subscriptionExamples,
  stepsMax: 16,
}, playSubscriptions);
