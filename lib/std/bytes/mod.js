// @ts-self-types="./mod.d.ts"
export {
  concat,
  copy,
  endsWith,
  equals,
  includesNeedle,
  indexOfNeedle,
  lastIndexOfNeedle,
  repeat,
  startsWith,
} from "npm:deno-std@1.4.0/bytes/mod.js";
