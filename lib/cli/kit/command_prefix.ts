/**
 * Tells how the user starts tasks, so that printed commands can be copied.
 *
 * npx leaves its name in the environment, which `deno task` passes on.
 *
 * @param env The environment variables
 * @param version The running Deno version, such as "2.9.6"
 * @returns "deno task" or "npx -y deno@2.9.6 task"
 */
export function commandPrefix(
  env: Record<string, string | undefined>,
  version: string = Deno.version.deno,
): string {
  const throughNpx = env.npm_command === "exec" ||
    env.npm_lifecycle_event === "npx";
  return throughNpx ? `npx -y deno@${version} task` : "deno task";
}
