import { runNginx } from "./_nginx.ts";

/** How nginx stands between a reader and a board. */
export interface ProxyOptions {
  /** Where the board is. */
  readonly target: URL;
  /** Seconds of silence after which nginx gives an answer up. */
  readonly idleSeconds: number;
}

/**
 * Starts a real nginx that hands requests on, with its default buffering. It
 * speaks HTTP/1.0 to the board, which was its default for twenty years: over
 * HTTP/1.1 nginx 1.22 hands each chunk on by itself.
 */
export async function startNginxProxy(
  path: string,
  { target, idleSeconds }: ProxyOptions,
): Promise<AsyncDisposable & { readonly url: URL }> {
  const folder = await Deno.makeTempDir({ prefix: "hold_the_line_" });
  return await runNginx(
    path,
    folder,
    `
    location / {
      proxy_pass ${target.origin};
      proxy_http_version 1.0;
      proxy_read_timeout ${idleSeconds}s;
    }`,
  );
}
