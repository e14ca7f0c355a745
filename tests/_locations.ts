import { type Probe, type Scene, urlOf } from "exam";

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
