/**
 * The examiner: runs a learner's code in a process of its own, plays the other
 * side over real sockets in virtual time, and judges what it saw.
 *
 * @module
 */
export { type Check, collectSuite, exam, notStarted } from "./exam.ts";
export { Examination } from "./examination.ts";
export { formatReport, type FormatReportOptions } from "./format_report.ts";
export { describeHistory } from "./describe_history.ts";
export { type HistoryJudgement, judgeHistory } from "./judge_history.ts";
export { frameBytes, type FrameInit } from "./frame_bytes.ts";
export { demand, own } from "./demand.ts";
export { describeJson, jsonOf, textOf, wholeText } from "./describe.ts";
export { message } from "./message.ts";
export {
  bytesIn,
  bytesOfBase64,
  membersOf,
  readJson,
  urlOf,
} from "./read_values.ts";
export type { Got } from "./ruling.ts";
export type { Clock } from "./clock.ts";
export type {
  ClientRun,
  ClientSubject,
  FiredEvent,
  Listening,
} from "./client_subject.ts";
export type {
  Call,
  CallbackCall,
  FunctionSubject,
  Outcome,
} from "./function_subject.ts";
export type { PortAnswer, PortCall } from "./port_calls.ts";
export type { Peer } from "./peer.ts";
export type { PeerTraffic } from "./peer_traffic.ts";
export type { AcceptInit, AnswerInit, PeerExchange } from "./peer_exchange.ts";
export type { BodyPiece, Probe } from "./probe.ts";
export type { ProbeConnection } from "./probe_connection.ts";
export type { RequestInit } from "./request_text.ts";
export type { StreamComment, StreamEvent } from "./event_stream_reading.ts";
export type { Random } from "./random.ts";
export type { HandshakeInit } from "./handshake_init.ts";
export type { ServerSocket } from "./server_socket.ts";
export type { SocketProbe } from "./socket_probe.ts";
export type { SocketSide } from "./socket_side.ts";
export type { SeenClose, SeenFrame, SeenMessage } from "./socket_reading.ts";
export type { ServerStart, ServerSubject } from "./server_subject.ts";
export type { Scene } from "./scene.ts";
export { drawnSeed, seedPattern } from "./drawn_seed.ts";
export { readSettings, type Settings } from "./settings.ts";
export type { ExerciseFacts } from "./exercise_facts.ts";
export type { CheckDefinition, CheckDetails, Suite } from "./suite.ts";
export { isUntouched } from "./is_untouched.ts";
export { subjectFile } from "./subject_file.ts";
export type {
  ExamEvent,
  PlanEvent,
  Report,
  StartEvent,
  Verdict,
  VerdictEvent,
} from "./verdict.ts";
export type { SuiteReport, SuiteSubject } from "./suite_subject.ts";
export type { TestOutcome } from "./read_tests.ts";
export type { SuiteRun } from "./suite_run.ts";
export type {
  WorkerAction,
  WorkerEvent,
  WorkerNotification,
  WorkerStart,
  WorkerSubject,
} from "./worker_subject.ts";
