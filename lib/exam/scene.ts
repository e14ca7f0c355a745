import type { Kind } from "catalogue";
import type { Clock } from "./stage/clock.ts";
import type { ClientSubject } from "./subjects/client_subject.ts";
import type { FunctionSubject } from "./subjects/function_subject.ts";
import type { Peer } from "./peers/peer.ts";
import type { Random } from "./random/random.ts";
import type { Got } from "./verdict/ruling.ts";
import type { ServerSubject } from "./subjects/server_subject.ts";
import type { SuiteSubject } from "./subjects/suite_subject.ts";
import type { WorkerSubject } from "./subjects/worker_subject.ts";

/** What every check plays with. */
export interface Scene {
  /** Virtual time. */
  readonly clock: Clock;
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

/** What a check plays with where the learner's code listens: kinds `server` and `program`. */
export interface ServerScene extends Scene {
  /** The learner's server. */
  readonly server: ServerSubject;
}

/** What a check plays with where the learner's code asks. */
export interface PeerScene extends Scene {
  /** The scripted server that the learner's code talks to. */
  readonly peer: Peer;
}

/** What a check of kind `client` plays with. */
export interface ClientScene extends PeerScene {
  /** The learner's client. */
  readonly client: ClientSubject;
}

/** What a check of kind `function` plays with. */
export interface FunctionScene extends PeerScene {
  /** The learner's function. */
  readonly callee: FunctionSubject;
}

/** What a check of kind `worker` plays with. */
export interface WorkerScene extends PeerScene {
  /** The learner's service worker. */
  readonly worker: WorkerSubject;
}

/** What a check of kind `suite` plays with. */
export interface SuiteScene extends Scene {
  /** The learner's own tests. */
  readonly suite: SuiteSubject;
}

/** What the checks of each kind of exercise play with. */
export interface SceneOf extends Record<Kind, Scene> {
  /** A handler that is served. */
  readonly server: ServerScene;
  /** What serves on a listener of its own; it is asked as a server is. */
  readonly program: ServerScene;
  /** A client that listens, or a class. */
  readonly client: ClientScene;
  /** A function that is called. */
  readonly function: FunctionScene;
  /** A service worker. */
  readonly worker: WorkerScene;
  /** Tests of the learner's own. */
  readonly suite: SuiteScene;
}

/** A scene of which it is not known what it has: whoever takes it for more is told so when it is used. */
export type AnyScene =
  & ServerScene
  & ClientScene
  & FunctionScene
  & WorkerScene
  & SuiteScene;
