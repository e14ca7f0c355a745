/**
 * Every limit of the examiner, by name and with its unit last. Real times are
 * multiplied by `--slow N`; everything else holds as written.
 *
 * @module
 */

/** The size of an exercise file, at most. */
export const exerciseBytesMax = 256 * 1024;

/** Real time for loading the exercise file, at most. */
export const loadMsMax = 5_000;

/** Real time for one check, at most. */
export const checkMsMax = 20_000;

/** Real time without an answer from the subject's event loop, at most. */
export const unresponsiveMsMax = 4_000;

/** Real time that a thing which must happen may take, at most. */
export const expectationMsMax = 4_000;

/** Real time until the subject's traffic has come to rest, at most. */
export const settleMsMax = 8_000;

/** Resident memory of the subject's process, at most. */
export const residentBytesMax = 512 * 1024 * 1024;

/** The JavaScript heap of the subject, at most. */
export const heapMebibytesMax = 256;

/** Bytes that the subject prints, at most. */
export const outputBytesMax = 1024 * 1024;

/** Bytes of the results of a learner's own tests, at most. */
export const resultsBytesMax = 1024 * 1024;

/** Bytes of the subject's output that a report shows, at most. */
export const outputShownBytesMax = 4 * 1024;

/** Steps of a check that are told from its beginning; those in the middle are counted. */
export const stepsFirstMax = 100;

/** Steps of a check that are told from its end. */
export const stepsLastMax = 200;

/** Characters of one step. */
export const stepCharactersMax = 500;

/** Characters of one command, or of a sentence about what came. */
export const toldCharactersMax = 2_000;

/** Commands that a report shows, at most. */
export const commandsMax = 20;

/** Lines of a sequence diagram that are drawn from its beginning. */
export const diagramFirstMax = 60;

/** Lines of a sequence diagram that are drawn from its end. */
export const diagramLastMax = 120;

/** Characters of an error's text or stack that are read at all: all matching is done behind this cut. */
export const errorCharactersMax = 4_000;

/** How deep a value may be nested that a check compares or shows. */
export const nestingMax = 200;

/** Bytes that the subject sends over its sockets in one check, at most; right code sends 48 MiB. */
export const wireBytesMax = 192 * 1024 * 1024;

/** Packets, heads, chunks, frames and lines of streams in one check, at most; right code sends 7,600. */
export const wirePiecesMax = 32_000;

/** Bytes of one direction of a connection that are kept for the diagram. */
export const recordedBytesMax = 2 * 1024 * 1024;

/** Bytes of all connections that are kept for the diagram. */
export const recordedBytesInAllMax = 16 * 1024 * 1024;

/** Bytes of values that the subject yields, returns or passes to calls in one check, at most; right code 4 MiB. */
export const toldBytesMax = 32 * 1024 * 1024;

/** Bytes of one such value as JSON, at most; right code 1.4 MiB. */
export const toldValueBytesMax = 8 * 1024 * 1024;

/** What a member of a value takes in memory beside its text, in bytes. */
export const memberBytes = 24;

/** Characters of a text that is read as JSON, at most. */
export const jsonCharactersMax = 4 * 1024 * 1024;

/** Values, calls and notifications that the subject tells of in one check, at most; right code 1,700. */
export const toldEventsMax = 10_000;

/** Sockets that the subject keeps open with its peer, at most. */
export const openSocketsMax = 256;

/** Timers that the subject keeps at one time, at most. */
export const timersMax = 20_000;

/** Moments in `hotLoopMs` of virtual time at which timers may fire, at most. */
export const momentsMax = 500;

/** The stretch of virtual time in which moments with timers are counted. */
export const hotLoopMs = 2_000;

/** Requests that the subject may send in one virtual millisecond, at most. */
export const requestsPerInstantMax = 100;

/** Quiet turns in a row after which the subject counts as settled. */
export const quietTurns = 4;

/** Virtual time at which each check begins: 2026-01-05T08:00:00Z, in ms since 1970. */
export const epochMs: number = Date.UTC(2026, 0, 5, 8);
