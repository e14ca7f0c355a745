import { ClientSubject } from "./subjects/client_subject.ts";
import { FunctionSubject } from "./subjects/function_subject.ts";
import type { Peer } from "./peers/peer.ts";
import { certificate } from "./peers/peer_certificate.ts";
import { Random } from "./random/random.ts";
import { derivedSeed } from "./random/derived_seed.ts";
import { fail, type Got } from "./verdict/ruling.ts";
import type { AnyScene } from "./scene.ts";
import { ServerSubject } from "./subjects/server_subject.ts";
import type { Stage } from "./stage/stage.ts";
import type { Submission } from "./submission/submission.ts";
import type { CheckDefinition } from "./suite.ts";
import { SuiteSubject } from "./subjects/suite_subject.ts";
import { WorkerSubject } from "./subjects/worker_subject.ts";

/** Builds what a check plays with: the subject of its exercise's kind. */
export function buildScene(
  stage: Stage,
  check: CheckDefinition,
  { submission, peer }: { submission: Submission; peer: Peer | undefined },
): AnyScene {
  const { exercise, settings: { seed }, clock } = stage;
  const begin = <Parameters extends object>(parameters: Parameters) => ({
    ...parameters,
    do: "begin" as const,
    module: submission.module,
    exportName: exercise.exports,
    seed: derivedSeed(seed, check.name),
    virtual: !check.realTime,
    url: peer?.url.href ?? "",
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
      ? { callee: new FunctionSubject(stage, begin) }
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
  }) as unknown as AnyScene;
}
