import type { ServerScene } from "exam";

/** "At once" in virtual time, as the exercise texts promise. */
const AT_ONCE_MS = 100;

/**
 * Polls in the middle, at the end and without a cursor: what is asked for comes
 * at once, and nothing else; who has everything is held, and gets what is new,
 * on a board that is never quiet too.
 *
 * @param more What else the query names, such as `client=ada`.
 */
export async function expectCursorsRead(
  scene: ServerScene,
  more = "",
): Promise<void> {
  const { server, clock, random } = scene;
  const query = (since?: number) =>
    [
      ...(since === undefined ? [] : [`since=${since}`]),
      ...(more ? [more] : []),
    ]
      .join("&");
  const ask = async (since?: number) => {
    const asked = query(since);
    const poll = await server.get(`/messages${asked && `?${asked}`}`);
    await clock.advance(AT_ONCE_MS);
    return poll;
  };
  const empty = await ask();
  await clock.advance(1_000);
  empty.expectPending();
  const texts = Array.from(
    { length: random.integer(4, 9) },
    () => random.text(),
  );
  await server.publish(...texts.slice(0, 1));
  await clock.advance(AT_ONCE_MS);
  await empty.expectMessages(...texts.slice(0, 1));
  await server.publish(...texts.slice(1));
  const middle = random.integer(1, texts.length - 1);
  await (await ask(middle)).expectMessages(...texts.slice(middle));
  await (await ask()).expectMessages(...texts);
  const last = await ask(texts.length);
  last.expectPending();
  const news = random.text();
  await server.publish(news);
  await clock.advance(AT_ONCE_MS);
  await last.expectMessages(news);
  // Whoever asks once more, a moment later, gets what has come meanwhile too.
  await (await ask(middle)).expectMessages(...texts.slice(middle), news);
  await expectNoGap(scene, texts.length + 1, more);
  await expectNoWaitForQuiet(scene, texts.length + 2, more);
}

/**
 * A message that comes in the very turn in which the handler is called: who
 * looks, then awaits anything, and only then listens has not heard of it.
 *
 * @param newest The id of the newest message.
 * @param more What else the query names, such as `client=ada`.
 */
export async function expectNoGap(
  { server, clock, random }: ServerScene,
  newest: number,
  more = "",
): Promise<void> {
  const text = random.text();
  await server.publishAtNext(text);
  const poll = await server.get(
    `/messages?since=${newest}${more && `&${more}`}`,
  );
  await clock.advance(AT_ONCE_MS);
  await poll.expectMessages(text);
}

/** How often something is published on a board that is never quiet, in ms. */
const BUSY_MS = 10;

/**
 * A board on which somebody publishes all the time: who waits gets what is
 * there, as soon as it is there, and not only when nobody publishes any more.
 *
 * @param newest The id of the newest message.
 * @param more What else the query names, such as `client=ada`.
 */
export async function expectNoWaitForQuiet(
  { server, clock, random, expect }: ServerScene,
  newest: number,
  more = "",
): Promise<void> {
  const poll = await server.get(
    `/messages?since=${newest}${more && `&${more}`}`,
  );
  poll.expectPending();
  const texts: string[] = [];
  for (let ms = 0; ms < AT_ONCE_MS; ms += BUSY_MS) {
    const text = random.text();
    texts.push(text);
    await server.publish(text);
    await clock.advance(BUSY_MS);
  }
  expect(!poll.pending, {
    expected: `an answer within ${AT_ONCE_MS} ms of message ${
      newest + 1
    }, though more are published every ${BUSY_MS} ms`,
    got: "no answer yet",
  });
  const { length } = await poll.readMessages();
  await poll.expectMessages(...texts.slice(0, Math.max(1, length)));
}
