import { assertEquals } from "@std/assert";
import { fakeExercise } from "../../_fake_kit.ts";
import { fakeMutant } from "./_fake_mutant.ts";
import type { Fate, GradeOptions } from "./grade_mutant.ts";
import { judgeMutants } from "./judge_mutants.ts";
import type { SubjectMutant } from "./subject_mutant.ts";

const rejected: Fate = { kind: "rejected", by: "the check" };
const survived: Fate = { kind: "survived" };
const fault: Fate = { kind: "harness-error", told: "why" };

/** What is known from before, by the text of the mutant. */
function storeOf(known: Record<string, Fate> = {}) {
  const kept: Record<string, Fate> = {};
  return {
    kept,
    get: ({ text }: SubjectMutant) => known[text],
    set: ({ text }: SubjectMutant, fate: Fate) => void (kept[text] = fate),
  };
}

function options(store = storeOf()) {
  return {
    seed: "4711",
    store,
    signal: new AbortController().signal,
    onProgress: () => {},
  };
}

Deno.test("two are graded at a time, and told in their order", async () => {
  const begun: string[] = [];
  const ends: Record<string, (fate: Fate) => void> = {};
  const mutants = ["a", "b", "c"].map((text) => fakeMutant({ text }));
  const judging = judgeMutants(fakeExercise(), mutants, {
    ...options(),
    grade: (_exercise, text) => {
      begun.push(text);
      const { promise, resolve } = Promise.withResolvers<Fate>();
      ends[text] = resolve;
      if (text === "c") resolve(fault);
      return promise;
    },
  });
  assertEquals(begun, ["a", "b"]);
  ends.b!(survived);
  while (begun.length < 3) await Promise.resolve();
  ends.a!(rejected);
  const judged = await judging;
  assertEquals(judged.map(({ fate }) => fate), [rejected, survived, fault]);
});

Deno.test("what is known is not graded again, and what is found is kept", async () => {
  const store = storeOf({ a: survived });
  const graded: string[] = [];
  const mutants = ["a", "b"].map((text) => fakeMutant({ text }));
  const judged = await judgeMutants(fakeExercise(), mutants, {
    ...options(store),
    grade: (_exercise, text) => {
      graded.push(text);
      return Promise.resolve(rejected);
    },
  });
  assertEquals(judged.map(({ fate }) => fate), [survived, rejected]);
  assertEquals(graded, ["b"]);
  assertEquals(store.kept, { b: rejected });
});

Deno.test("the check that rejected the last one is asked first", async () => {
  const asked: GradeOptions[] = [];
  const by = ["one", "two", "one", "three"];
  await judgeMutants(fakeExercise(), by.map(() => fakeMutant()), {
    ...options(),
    grade: (_exercise, _text, options) => {
      asked.push(options);
      return Promise.resolve({ kind: "rejected", by: by[asked.length - 1]! });
    },
  });
  assertEquals(asked.map(({ seed }) => seed), by.map(() => "4711"));
  assertEquals(asked.at(-1)!.first, ["two", "one"]);
});

Deno.test("after an abort the rest is missing", async () => {
  const controller = new AbortController();
  const mutants = Array.from({ length: 9 }, () => fakeMutant());
  const judged = await judgeMutants(fakeExercise(), mutants, {
    ...options(),
    signal: controller.signal,
    grade: () => {
      controller.abort();
      return Promise.resolve(rejected);
    },
  });
  assertEquals(judged.length, 1);
});
