// @ts-self-types="./mod.d.ts"
export {
  decodeBase64,
  decodeBase64Url,
  decodeHex,
  encodeBase64,
  encodeBase64Url,
  encodeHex,
} from "npm:deno-std@1.4.0/encoding/mod.js";
