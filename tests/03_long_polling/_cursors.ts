import type { ServerScene } from "exam";

/** "At once" in virtual time, as the exercise texts promise. */
const AT_ONCE_MS = 100;

/**
 * Polls in the middle, at the end and without a cursor: what is asked for comes
 * at once, and nothing else; who has everything is held, and gets what is new.
 *
 * @param more What else the query names, such as `client=ada`.
 */
export async function expectCursorsRead(
  { server, clock, random }: ServerScene,
  more = "",
): Promise<void> {
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
  await clock.advance(1_000);
  last.expectPending();
  const news = random.text();
  await server.publish(news);
  await clock.advance(AT_ONCE_MS);
  await last.expectMessages(news);
}
