/**
 * Says why the command line itself could not be loaded, which needs packages
 * that Deno fetches once and keeps in DENO_DIR. Imports nothing, as nothing may
 * be there.
 */
export function cannotLoad(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return [
    `Cannot load the kit's packages: ${text}.`,
    remedyFor(text),
    "Then try the same command again.",
  ].join("\n");
}

/** What helps, by what Deno says; each text is looked through once. */
export function remedyFor(text: string): string {
  if (/certificate|UnknownIssuer/i.test(text)) {
    return "Next: set DENO_TLS_CA_STORE=system to trust the certificates of this machine, " +
      "or DENO_CERT to the file of your company's.";
  }
  if (/directory|read-only|permission denied/i.test(text)) {
    return "Next: set DENO_DIR to a folder that you may write.";
  }
  return "Next: check the network or the proxy (HTTPS_PROXY, NPM_CONFIG_REGISTRY).";
}
