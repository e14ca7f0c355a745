// @ts-self-types="./mod.d.ts"
export { levenshteinDistance } from "npm:deno-std@1.4.0/text/mod.js";
