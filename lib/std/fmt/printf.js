// @ts-self-types="./printf.d.ts"
export { printf, sprintf } from "npm:deno-std@1.4.0/fmt/printf.js";
