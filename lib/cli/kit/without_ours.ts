/** Lines of a stack that tell of the kit or of Deno itself. */
const OURS = /^\s*at .*(\/lib\/(cli|exam|kernel)\/|\(ext:|\bext:)/;

/**
 * Takes out of an error's text what says nothing about the learner's code: the
 * kit's part of the stack, and the folders before `exercises/`.
 */
export function withoutOurs(text: string): string {
  return text.split("\n").filter((line) => !OURS.test(line)).join("\n")
    .replace(/file:\/\/\S{0,500}?\/(?=exercises\/\d\d_\w+\/)/g, "");
}
