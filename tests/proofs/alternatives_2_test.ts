import { proveAlternatives } from "./_alternatives.ts";

proveAlternatives(2);
