import type { Kind } from "catalogue";
import { camelCase } from "./names.ts";

/** What an entry of a kind begins with. */
export interface KindFacts {
  /** What the file exports, by the name of the exercise. */
  exports(name: string): string;
  /** What it may import. */
  readonly imports: readonly string[];
}

/** Every kind, with the facts of its template in `templates/`. */
export const kindFacts: Readonly<Record<Kind, KindFacts>> = {
  server: { exports: () => "handler", imports: ["kernel"] },
  client: { exports: () => "messages", imports: ["kernel"] },
  function: { exports: camelCase, imports: [] },
  program: { exports: () => "serve", imports: [] },
  worker: { exports: () => "register", imports: [] },
  suite: {
    exports: () => "",
    imports: ["kernel", "@std/assert", "@std/testing"],
  },
};
