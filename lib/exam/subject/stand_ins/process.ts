/**
 * Stands in for `node:process`, so that its `hrtime` is virtual in the
 * examiner whoever asks for it first.
 *
 * @module
 */
// deno-lint-ignore no-process-global
const { process } = globalThis;

export const {
  arch,
  argv,
  cwd,
  emitWarning,
  env,
  exit,
  hrtime,
  memoryUsage,
  nextTick,
  off,
  on,
  once,
  pid,
  platform,
  uptime,
  version,
  versions,
} = process;

export default process;
