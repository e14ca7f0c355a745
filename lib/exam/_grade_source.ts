import { join } from "@std/path";
import { Examination } from "./examination.ts";
import type { AnyScene } from "./scene.ts";
import { readSettings } from "./settings.ts";
import type { ExerciseFacts } from "./exercise_facts.ts";
import type { VerdictEvent } from "./verdict/verdict.ts";
import { warden } from "./warden/warden.ts";

// It serves the whole process, so it must not be started inside a test.
warden();

/** Facts of an exercise that only tests know. */
export const testExercise: ExerciseFacts = {
  id: "test/answer",
  number: "9.1",
  path: "09_test/01_answer",
  kind: "server",
  exports: "handler",
  needs: [],
  imports: ["kernel", "@std/async"],
  forbidden: [{ name: "@std/http", because: "that is what you are writing" }],
};

/** How a source is graded by a test of the examiner. */
export interface GradeSourceOptions {
  /** Replaces facts of the exercise. */
  readonly exercise?: Partial<ExerciseFacts>;
  /** Runs without the virtual clock. */
  readonly realTime?: boolean;
  /** The norm of every check. */
  readonly norm?: string;
  /** Factor for limits in real time. */
  readonly slow?: number;
  /** Folder in which the file stands; by default a new one. */
  readonly folder?: string;
  /** Folder in which the file must really lie; by default the file was named alone. */
  readonly root?: string;
}

/** One check's body. */
export type Body = (scene: AnyScene) => Promise<void>;

/** The body of a check that a server passes by answering 200 to anything. */
export const answers200: Body = async ({ server }) => {
  await (await server.get("/")).expectStatus(200);
};

/** Grades a source text with the given checks, one after the other. */
export async function gradeSource(
  source: string,
  bodies: readonly Body[] = [answers200],
  options: GradeSourceOptions = {},
): Promise<VerdictEvent[]> {
  const { exercise = {}, realTime = false, slow = 1 } = options;
  const folder = options.folder ??
    await Deno.makeTempDir({ prefix: "hold_the_line_" });
  const file = join(folder, "exercise.ts");
  try {
    await Deno.writeTextFile(file, source);
    return await gradeFile(file, bodies, {
      exercise,
      realTime,
      slow,
      ...(options.norm === undefined ? {} : { norm: options.norm }),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Grades a file with the given checks, one after the other. */
export async function gradeFile(
  file: string,
  bodies: readonly Body[],
  options: GradeSourceOptions = {},
): Promise<VerdictEvent[]> {
  const { exercise = {}, realTime = false, slow = 1 } = options;
  const settings = readSettings((name) =>
    ({ EXAM_SEED: "4711", EXAM_SLOW: String(slow) })[name]
  );
  await using examination = new Examination(
    { ...testExercise, ...exercise },
    file,
    settings,
    options.root === undefined ? {} : { root: options.root },
  );
  const events: VerdictEvent[] = [];
  for (const [index, body] of bodies.entries()) {
    const details = {
      name: `check ${index + 1}`,
      heading: "",
      why: "",
      realTime,
      ...(options.norm === undefined ? {} : { norm: options.norm }),
    };
    events.push(await examination.run({ ...details, body }));
  }
  return events;
}

/** The verdict on a source text; unless it is a pass, with what was expected and what came. */
export async function verdictOf(
  source: string,
  body: Body,
  exercise: Partial<ExerciseFacts> = {},
  options: GradeSourceOptions = {},
): Promise<string> {
  const [event] = await gradeSource(source, [body], { exercise, ...options });
  const { expected, got } = event!.report ?? {};
  return event!.verdict === "pass"
    ? "pass"
    : `${event!.verdict}: ${expected}: ${got}`;
}
