import { dirname } from "@std/path";

let found: string | undefined;

/** The folder in which this Deno keeps its packages (`DENO_DIR`). */
export function denoFolder(): string {
  return found ??= Deno.env.get("DENO_DIR") || askDeno();
}

function askDeno(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).outputSync();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as {
    npmCache: string;
  };
  return dirname(npmCache);
}
