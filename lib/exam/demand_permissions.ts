/** What the examiner needs: it starts processes and listens. */
const needed = ["run", "read", "write", "net", "env"] as const;

/**
 * Says in one line what to run when this run may not do what the examiner
 * needs, instead of one question after the other.
 *
 * @throws {Error} If a permission is missing.
 */
export function demandPermissions(): void {
  const missing = needed.filter((name) =>
    Deno.permissions.querySync({ name }).state !== "granted"
  );
  if (missing.length === 0) return;
  throw new Error(
    `Cannot examine exercises: this run has no permission to ${
      missing.join(", ")
    }. ` +
      "Run `deno task grade`, or `deno test -A` with the path of the suite.",
  );
}
