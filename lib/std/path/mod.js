// @ts-self-types="./mod.d.ts"
export {
  basename,
  DELIMITER,
  dirname,
  fromFileUrl,
  join,
  relative,
  resolve,
  SEPARATOR,
  toFileUrl,
} from "npm:deno-std@1.4.0/path/mod.js";
