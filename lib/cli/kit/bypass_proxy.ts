/** The one host that everything here talks to. */
const LOOPBACK = "127.0.0.1";

/**
 * Keeps `fetch` from asking a proxy for this very machine, as it would with
 * `HTTP_PROXY` set in the shell.
 *
 * @param env Where the names of hosts without a proxy stand
 */
export function bypassProxy(env: Pick<Deno.Env, "get" | "set">): void {
  const names = ["NO_PROXY", "no_proxy"];
  const hosts = names.flatMap((name) => env.get(name)?.split(",") ?? [])
    .map((host) => host.trim())
    .filter(Boolean);
  const all = [...new Set([...hosts, LOOPBACK])].join(",");
  for (const name of names) env.set(name, all);
}
