const OLDEST_MINOR = 9;

/**
 * Says why this Deno cannot run the kit.
 *
 * @param version A Deno version, such as "2.9.6"
 * @returns The refusal with its remedy, or undefined from Deno 2.9 on
 */
export function tooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 2 || (major === 2 && minor >= OLDEST_MINOR)) return undefined;
  return `Cannot run on Deno ${version}: this kit needs Deno 2.9 or newer. ` +
    "Next: deno upgrade, or npm install -g deno@2.9.6, or put " +
    "`npx -y deno@2.9.6` in the place of `deno`";
}
