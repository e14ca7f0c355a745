// One way to do it: the examiner's reports are made of it as well.
export { printable } from "../../exam/text/printable.ts";
