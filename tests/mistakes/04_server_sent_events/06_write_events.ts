import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("04_server_sent_events/06_write_events", {
  base: "throws_what_cannot_be_written",
}, {
  asks_for_integers_only: {
    caughtBy: "writes a reconnection time in digits or not at all",
    misconception: "Every integer is written with digits.",
    says: "A reader ignores everything but digits",
    edits: [[
      "Number.isSafeInteger(retry) && retry >= 0",
      "Number.isInteger(retry)",
    ]],
  },
  checks_ids_only: {
    caughtBy: "lets nothing into the stream through id and type",
    misconception: "Types are fixed words.",
    says: "behind it a whole event",
    edits: [['field("event", oneLine(event))', "`event: ${event}\\n`"]],
  },
  comments_in_one_line: {
    caughtBy: "writes comments that no reader gets",
    misconception: "A comment cannot do any harm.",
    says: "needs a colon of its own",
    edits: [['field("", comment)', "`: ${comment}\\n`"]],
  },
  doubles_crlf: {
    caughtBy: "writes data of several lines",
    misconception: "CR and LF are two characters, and so two line ends.",
    says: "data of several lines",
    edits: [[
      String.raw`value.split(/\r\n|\r|\n/)`,
      String.raw`value.split(/[\r\n]/)`,
    ]],
  },
  drops_the_last_line_end: {
    caughtBy: "writes data of several lines",
    misconception: "A line end at the end of a text is for the eye.",
    says: "data of several lines",
    edits: [['field("data", data)', 'field("data", data.trimEnd())']],
  },
  ends_events_with_a_line_end: {
    caughtBy: "writes id, type and data so that a reader gets them back",
    misconception: "A line end after the last field ends the event.",
    says: "An event is complete at its blank line",
    edits: [["`${text}\\n`", "text"]],
  },
  escapes_the_line_end: {
    caughtBy: "writes data of several lines",
    misconception:
      "A line end in a value is written as backslash and n, as in JSON.",
    says: "data of several lines",
    edits: [[
      'field("data", data)',
      String.raw`field("data", data.replaceAll("\n", "\\n"))`,
    ]],
  },
  forgets_cr: {
    caughtBy: "lets nothing into the stream through id and type",
    misconception: "What ends a line is LF.",
    says: "behind it a whole event",
    edits: [['field("id", oneLine(id))', "`id: ${oneLine(id)}\\n`"], [
      'field("event", oneLine(event))',
      "`event: ${oneLine(event)}\\n`",
    ], [String.raw`/[\r\n\0]/.test`, String.raw`/[\n\0]/.test`]],
  },
  forgets_empty_comments: {
    caughtBy: "writes comments that no reader gets",
    misconception: "A comment without a text is not worth a line.",
    says: "keeps the connection alive",
    edits: [["comment !== undefined", "comment"]],
  },
  forgets_nul: {
    caughtBy: "lets nothing into the stream through id and type",
    misconception: "NUL is a character like any other.",
    says: "Readers ignore an id with NUL",
    edits: [[String.raw`/[\r\n\0]/.test`, String.raw`/[\r\n]/.test`]],
  },
  knows_only_lf: {
    caughtBy: "writes data of several lines",
    misconception: "Lines end with LF.",
    says: "CR ends a line too",
    edits: [[
      String.raw`value.split(/\r\n|\r|\n/)`,
      String.raw`value.split("\n")`,
    ]],
  },
  leaves_blocks_open: {
    caughtBy: "writes what is empty or zero",
    misconception: "A blank line is needed after data only.",
    says: "Only what is missing is not written",
    edits: [["`${text}\\n`", "data === undefined ? text : `${text}\\n`"]],
  },
  lets_the_id_stay: {
    caughtBy: "writes what is empty or zero",
    misconception: "An empty id is no id.",
    says: "an empty id takes the last one back",
    edits: [["id !== undefined", "id"]],
  },
  trims_what_it_writes: {
    caughtBy: "keeps every character",
    misconception: "Nobody means the spaces around a value.",
    says: "removes one space",
    edits: [["line}\\n`", "line.trim()}\\n`"]],
  },
  trusts_ids: {
    caughtBy: "lets nothing into the stream through id and type",
    misconception: "Ids and types come from the program, not from users.",
    says: "behind it a whole event",
    edits: [['field("id", oneLine(id))', "`id: ${id}\\n`"], [
      'field("event", oneLine(event))',
      "`event: ${event}\\n`",
    ], [
      String.raw`function oneLine(value: string): string {
  if (/[\r\n\0]/.test(value)) throw new TypeError("More than one line");
  return value;
}`,
      "",
    ]],
  },
  writes_any_number: {
    caughtBy: "writes a reconnection time in digits or not at all",
    misconception: "A number is written with digits.",
    says: "some readers do worse",
    edits: [["digits(retry)", "String(retry)"], [
      `function digits(retry: number): string {
  if (Number.isSafeInteger(retry) && retry >= 0) return \`\${retry}\`;
  throw new RangeError("Not a time");
}`,
      "",
    ]],
  },
  writes_data_in_one_line: {
    caughtBy: "writes data of several lines",
    misconception: "A text goes behind data: as it is.",
    says: "an event that the server has never written",
    edits: [['field("data", data)', "`data: ${data}\\n`"]],
  },
  writes_no_empty_text: {
    caughtBy: "writes what is empty or zero",
    misconception: "An empty text is no message.",
    says: "An empty text is a text",
    edits: [["data !== undefined", "data"]],
  },
  writes_no_space: {
    caughtBy: "keeps every character",
    misconception: "The space after the colon is decoration.",
    says: "loses the first space",
    edits: [["name}: ${", "name}:${"]],
  },
  writes_what_is_truthy: {
    caughtBy: "writes what is empty or zero",
    misconception: "What is empty is not there.",
    says: "an empty id takes the last one back",
    edits: [["id !== undefined", "id"], ["event !== undefined", "event"], [
      "retry !== undefined",
      "retry",
    ], ["data !== undefined", "data"]],
  },
});

proveMistakes("04_server_sent_events/06_write_events", { base: "solution" }, {
  ends_what_has_data: {
    caughtBy: "writes what is empty or zero",
    misconception: "A block without data is no event, and needs no end.",
    says: "a browser to come back with the last id",
    edits: [[
      'return `${fields.join("")}\\n`;',
      'return fields.join("") + ((data ?? event) === undefined ? "" : "\\n");',
    ]],
  },
  compares_the_time: {
    caughtBy: "writes a reconnection time in digits or not at all",
    misconception: "What is neither too small nor too large is right.",
    says: "no retry field for NaN",
    edits: [[
      "Number.isSafeInteger(retry) && retry >= 0",
      "!(retry < 0 || retry > Number.MAX_SAFE_INTEGER || retry % 1 > 0)",
    ]],
  },
  spreads_the_lines: {
    caughtBy: "writes texts of any length and any name",
    misconception: "A call takes any number of arguments.",
    says: "more than a call has room for arguments",
    edits: [[
      'lines("data", data)',
      'lines("data", ...data.split(/\\r\\n|\\r|\\n/))',
    ], [
      `function lines(name: string, text: string): string {
  return text.split(/\\r\\n|\\r|\\n/)`,
      `function lines(name: string, ...texts: string[]): string {
  return texts.flatMap((text) => text.split(/\\r\\n|\\r|\\n/))`,
    ]],
  },
  tests_with_the_flag_g: {
    caughtBy: "lets nothing into the stream through id and type",
    misconception: "A pattern that is tested begins at the front each time.",
    says: "nothing that",
    edits: [[
      "function oneLine(",
      String.raw`const BREAKS = /[\r\n\0]/g;

function oneLine(`,
    ], [String.raw`/[\r\n\0]/.test(value)`, "BREAKS.test(value)"]],
  },
  fills_in_a_template: {
    caughtBy: "keeps every character",
    misconception: "What is put in place of a word is put there as it is.",
    says: "a reader to get",
    edits: [[
      "`${name}: ${line}\\n`",
      '`${name}: VALUE\\n`.replace("VALUE", line)',
    ]],
  },
  takes_lf_and_cr_for_one_end: {
    caughtBy: "writes data of several lines",
    misconception: "LF and CR are one line end in either order.",
    says: "a reader to get",
    edits: [[
      String.raw`/\r\n|\r|\n/`,
      String.raw`/\r\n|\n\r|\r|\n/`,
    ]],
  },
  begins_lines_with_a_caret: {
    caughtBy: "ends lines at LF, CR and CRLF only",
    misconception:
      "In a pattern with the flag m, ^ is the beginning of a line.",
    says: "also match at U+2028",
    edits: [[
      'text.split(/\\r\\n|\\r|\\n/).map((line) => `${name}: ${line}\\n`).join("")',
      'text.replace(/\\r\\n|\\r/g, "\\n").replace(/^/gm, `${name}: `) + "\\n"',
    ]],
  },
  keeps_names_in_a_table: {
    caughtBy: "writes texts of any length and any name",
    misconception: "A table of what was written saves time.",
    says: "are words like any other",
    edits: [[
      "function writeBlock(",
      `// deno-lint-ignore no-explicit-any
const written: any = {};

function writeBlock(`,
    ], [
      'id === undefined ? "" : lines("id", oneLine("id", id))',
      'id === undefined ? "" : (written[id] ??= lines("id", oneLine("id", id)))',
    ]],
  },
  writes_what_has_digits: {
    caughtBy: "writes a reconnection time in digits or not at all",
    misconception: "What is written with digits is a number.",
    says: "no retry field for 9007199254740992",
    edits: [[
      "Number.isSafeInteger(retry) && retry >= 0",
      String.raw`/^\d+$/.test(String(retry))`,
    ]],
  },
});
