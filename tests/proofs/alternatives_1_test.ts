import { proveAlternatives } from "./_alternatives.ts";

proveAlternatives(1);
