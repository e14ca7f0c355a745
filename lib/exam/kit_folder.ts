import { fromFileUrl } from "@std/path";

/** The folder of the kit, without a slash at its end. */
export const kitFolder: string = fromFileUrl(new URL("../..", import.meta.url))
  .replace(/[\\/]$/, "");
