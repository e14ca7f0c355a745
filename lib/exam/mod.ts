/**
 * The examiner: runs a learner's code in a process of its own, plays the other
 * side over real sockets in virtual time, and judges what it saw.
 *
 * @module
 */
export { collectSuite } from "./collect_suite.ts";
export { type Check, exam, notStarted } from "./exam.ts";
export { Examination } from "./examination.ts";
export {
  formatReport,
  type FormatReportOptions,
} from "./verdict/format_report.ts";
export { describeHistory } from "./history/describe_history.ts";
export {
  type HistoryJudgement,
  judgeHistory,
} from "./history/judge_history.ts";
export { frameBytes, type FrameInit } from "wire";
export { demand, own } from "./verdict/demand.ts";
export { describeJson, jsonOf, textOf, wholeText } from "./text/describe.ts";
export { hexOf } from "./text/hex_of.ts";
export { chunkOf } from "./peers/chunk_of.ts";
export { message } from "./peers/message.ts";
export {
  bytesIn,
  bytesOfBase64,
  membersOf,
  readJson,
  urlOf,
} from "./text/read_values.ts";
export type { Got } from "./verdict/ruling.ts";
export type { Clock } from "./stage/clock.ts";
export type { ClientRun, Listening } from "./subjects/client_run.ts";
export type { ClientSubject } from "./subjects/client_subject.ts";
export type { FiredEvent } from "./subjects/fired_events.ts";
export type {
  Call,
  CallbackCall,
  FunctionSubject,
  Outcome,
} from "./subjects/function_subject.ts";
export { LEFT_OPEN } from "./subjects/port_calls.ts";
export type { PortAnswer, PortCall } from "./subjects/port_calls.ts";
export type { SignalGiven } from "./subject/open_signals.ts";
export type { Thrown } from "./subject/thrown.ts";
export type { Peer } from "./peers/peer.ts";
export type { PeerTraffic } from "./stage/peer_traffic.ts";
export type {
  AcceptInit,
  AnswerInit,
  PeerExchange,
} from "./peers/peer_exchange.ts";
export type { PeerRequest } from "./peers/peer_request.ts";
export type { Probe } from "./peers/probe.ts";
export type { BodyPiece, ProbedAnswer } from "./peers/probed_answer.ts";
export type { ProbeConnection } from "./peers/probe_connection.ts";
export type { ProbeInit } from "./peers/request_text.ts";
export type {
  StreamComment,
  StreamEvent,
} from "./peers/event_stream_reading.ts";
export type { Random } from "./random/random.ts";
export type { HandshakeInit } from "./peers/handshake_init.ts";
export type { ServerSocket } from "./peers/server_socket.ts";
export type { SocketProbe } from "./peers/socket_probe.ts";
export type { SocketSide } from "./peers/socket_side.ts";
export type {
  SeenClose,
  SeenFrame,
  SeenMessage,
} from "./peers/socket_reading.ts";
export type { AskedBoard, ConnectionInit } from "./subjects/asked_board.ts";
export type { SecondBoard } from "./subjects/second_board.ts";
export type { Day } from "./process/odd_day.ts";
export type { ServerStart, ServerSubject } from "./subjects/server_subject.ts";
export type {
  AnyScene,
  ClientScene,
  FunctionScene,
  PeerScene,
  Scene,
  SceneOf,
  ServerScene,
  SuiteScene,
  WorkerScene,
} from "./scene.ts";
export type { Draws, Stories } from "./stories.ts";
export { drawnSeed, seedPattern } from "./random/drawn_seed.ts";
export { readSettings, type Settings } from "./settings.ts";
export type { ExerciseFacts } from "./exercise_facts.ts";
export type { CheckDefinition, CheckDetails, Suite } from "./suite.ts";
export { isUntouched } from "./submission/is_untouched.ts";
export { subjectFile } from "./submission/subject_file.ts";
export type {
  ExamEvent,
  PlanEvent,
  Report,
  StartEvent,
  Verdict,
  VerdictEvent,
} from "./verdict/verdict.ts";
export type { SuiteReport, SuiteSubject } from "./subjects/suite_subject.ts";
export type { TestOutcome } from "./process/read_tests.ts";
export type { SuiteRun } from "./process/suite_run.ts";
export type { HeldFunction } from "./subject/begin.ts";
export type {
  WorkerAction,
  WorkerNotification,
  WorkerStart,
  WorkerSubject,
} from "./subjects/worker_subject.ts";
export type { WorkerEvent } from "./subjects/worker_event.ts";
