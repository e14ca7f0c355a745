import { ClientSubject } from "./client_subject.ts";
import { FunctionSubject } from "./function_subject.ts";
import type { Peer } from "./peer.ts";
import { certificate } from "./peer_certificate.ts";
import { Random } from "./random.ts";
import { derivedSeed } from "./derived_seed.ts";
import { fail, type Got } from "./ruling.ts";
import type { Scene } from "./scene.ts";
import { ServerSubject } from "./server_subject.ts";
import type { Stage } from "./stage.ts";
import type { Submission } from "./submission.ts";
import type { CheckDefinition } from "./suite.ts";
import { SuiteSubject } from "./suite_subject.ts";
import { WorkerSubject } from "./worker_subject.ts";

/** Builds what a check plays with: the subject of its exercise's kind. */
export function buildScene(
  stage: Stage,
  check: CheckDefinition,
  { submission, peer }: { submission: Submission; peer: Peer | undefined },
): Scene {
  const { exercise, settings: { seed }, clock } = stage;
  const begin = (parameters: Record<string, unknown>) => ({
    ...parameters,
    kind: exercise.kind,
    module: submission.module,
    exportName: exercise.exports,
    seed: derivedSeed(seed, check.name),
    virtual: !check.realTime,
    url: peer?.url.href,
    ...(exercise.secure ? { certificate } : {}),
  });
  const played = {
    ...(exercise.kind === "server" || exercise.kind === "program"
      ? { server: new ServerSubject(stage, begin) }
      : {}),
    ...(exercise.kind === "client"
      ? { client: new ClientSubject(stage, begin) }
      : {}),
    ...(exercise.kind === "function"
      ? { subject: new FunctionSubject(stage, begin) }
      : {}),
    ...(exercise.kind === "worker"
      ? { worker: new WorkerSubject(stage, begin) }
      : {}),
    ...(exercise.kind === "suite"
      ? { suite: new SuiteSubject(stage, submission) }
      : {}),
    ...(peer ? { peer } : {}),
    clock,
    random: new Random(derivedSeed(seed, `${check.name} (examiner)`)),
    forget: () => stage.forget(),
    expect(
      condition: boolean,
      { expected, got }: { expected: string; got: Got },
    ) {
      if (!condition) fail(expected, got);
    },
  };
  return new Proxy(played, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      throw new Error(
        `Cannot use "${
          String(name)
        }" in a check of a ${exercise.kind} exercise`,
      );
    },
  }) as unknown as Scene;
}
