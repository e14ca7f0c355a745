// @ts-self-types="./mod.d.ts"
export {
  concatReadableStreams,
  DelimiterStream,
  LimitedBytesTransformStream,
  mergeReadableStreams,
  TextDelimiterStream,
  TextLineStream,
  toArrayBuffer,
  toBytes,
  toJson,
  toText,
} from "npm:deno-std@1.4.0/streams/mod.js";
