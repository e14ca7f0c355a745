import type { Clock } from "./stage/clock.ts";
import type { ClientSubject } from "./subjects/client_subject.ts";
import type { FunctionSubject } from "./subjects/function_subject.ts";
import type { Peer } from "./peers/peer.ts";
import type { Random } from "./random/random.ts";
import type { Got } from "./verdict/ruling.ts";
import type { ServerSubject } from "./subjects/server_subject.ts";
import type { SuiteSubject } from "./subjects/suite_subject.ts";
import type { WorkerSubject } from "./subjects/worker_subject.ts";

/** What a check plays with. */
export interface Scene {
  /** Virtual time. */
  readonly clock: Clock;
  /** The learner's server, in exercises of kind `server`. */
  readonly server: ServerSubject;
  /** The learner's client, in exercises of kind `client`. */
  readonly client: ClientSubject;
  /** The learner's function, in exercises of kind `function`. */
  readonly subject: FunctionSubject;
  /** The learner's own tests, in exercises of kind `suite`. */
  readonly suite: SuiteSubject;
  /** The learner's service worker, in exercises of kind `worker`. */
  readonly worker: WorkerSubject;
  /** The scripted server that the learner's client talks to. */
  readonly peer: Peer;
  /** Values drawn from the printed seed. */
  readonly random: Random;
  /** Lets the report begin here, where what was before is not worth telling. */
  forget(): void;
  /** Any other judgement: fails the check when `condition` is false. Several lines are drawn as a list. */
  expect(
    condition: boolean,
    judgement: { readonly expected: string; readonly got: Got },
  ): void;
}
