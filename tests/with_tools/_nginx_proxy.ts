import { runNginx } from "./_nginx.ts";

/** How nginx stands between a reader and a board. */
export interface ProxyOptions {
  /** Where the board is. */
  readonly target: URL;
  /** Seconds of silence after which nginx gives an answer up. */
  readonly idleSeconds: number;
  /** Whether it has been told to hand upgrades on; by default it has not. */
  readonly upgrades?: boolean;
}

/**
 * Starts a real nginx that hands requests on, with its default buffering. It
 * speaks HTTP/1.0 to the board, which was its default for twenty years: over
 * HTTP/1.1 nginx 1.22 hands each chunk on by itself.
 */
export async function startNginxProxy(
  path: string,
  { target, idleSeconds, upgrades = false }: ProxyOptions,
): Promise<AsyncDisposable & { readonly url: URL }> {
  const protocol = upgrades
    ? `
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";`
    : `
      proxy_http_version 1.0;`;
  const folder = await Deno.makeTempDir({ prefix: "hold_the_line_" });
  return await runNginx(
    path,
    folder,
    `
    location / {
      proxy_pass ${target.origin};${protocol}
      proxy_read_timeout ${idleSeconds}s;
    }`,
  );
}
