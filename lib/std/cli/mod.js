// @ts-self-types="./mod.d.ts"
// The package's own mod.js imports unicode_width.js, which imports a file that is not shipped.
export { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
