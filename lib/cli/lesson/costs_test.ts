import { assertEquals } from "@std/assert";
import { FAKE_LESSON, fakeKit } from "../_fake_kit.ts";
import { loadCatalogue } from "catalogue";
import { countCosts, describeCosts } from "./costs.ts";

const ROOT = new URL("../../../", import.meta.url);
const COST = `
export const cost = (intervalMs) => Promise.resolve({
  requests: 60_000 / intervalMs, emptyAnswers: 7, latenessMs: [3_700, 950],
});`;

Deno.test("countCosts() asks the lesson for each of its intervals", async () => {
  await using kit = await fakeKit({ "lessons/03_long_polling/cost.ts": COST });
  const costs = { of: "One minute", intervalsMs: [500, 5_000] };
  const counted = await countCosts(kit.root, {
    ...FAKE_LESSON,
    scenario: { costs },
  });
  assertEquals(describeCosts(counted), [
    "   every  requests  empty answers   late by, in ms",
    "   0.5 s       120              7   3,700  950",
    "     5 s        12              7   3,700  950",
  ]);
  assertEquals(await countCosts(kit.root, FAKE_LESSON), []);
});

const counting = (await loadCatalogue(ROOT)).filter(({ scenario }) =>
  scenario?.costs
);
for (const lesson of counting) {
  Deno.test(`lesson ${lesson.number} counts its costs within 80 columns`, async () => {
    const lines = describeCosts(await countCosts(ROOT, lesson));
    const { intervalsMs = [] } = lesson.scenario?.costs ?? {};
    assertEquals(lines.length, 1 + intervalsMs.length);
    assertEquals(lines.filter((line) => line.length > 80), []);
  });
}
