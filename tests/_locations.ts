import { describeJson, membersOf, type Probe, type Scene, urlOf } from "exam";

/** Demands that an answer names the message with this id; a path, a whole address and a relative one are all right. */
export async function expectLocation(
  { expect }: Scene,
  answer: Probe,
  id: number,
): Promise<void> {
  await answer.expectHeader("location", /./);
  const location = answer.headers.get("location") ?? "";
  const url = urlOf(location, "http://board.example/messages");
  expect(url?.pathname === `/messages/${id}`, {
    expected: `Location: /messages/${id}`,
    got: `Location: ${location}`,
  });
}

/** Demands that each of several answers is about the text that its own request brought. */
export async function expectEachItsOwn(
  scene: Scene,
  answers: readonly Probe[],
  texts: readonly string[],
): Promise<void> {
  for (const [place, answer] of answers.entries()) {
    const { id, text } = membersOf(answer.json);
    scene.expect(text === texts[place], {
      expected: `the message ${describeJson(texts[place])} as the body`,
      got: describeJson(text),
    });
    await expectLocation(scene, answer, Number(id));
  }
  const ids = new Set(answers.map(({ json }) => membersOf(json).id));
  scene.expect(ids.size === texts.length, {
    expected: `${texts.length} numbers for as many messages`,
    got: [...ids].join(", "),
  });
}
