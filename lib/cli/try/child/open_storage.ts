import type { Kind } from "../../../exam/subject/kind.ts";

/** A call of a port that waits for an answer. */
interface Asked {
  readonly name: string;
  readonly call: number;
  readonly arguments: readonly unknown[];
}

/** A list that a server loads and saves. */
export interface Storage {
  /** The names of its functions among the server's options. */
  readonly ports: readonly string[];
  /** Loads or saves, and lets the call end; a server may call while it begins. */
  answer(asked: Asked, kind: Promise<Kind<"server">>): Promise<void>;
}

/** Keeps a list; `keep` is told each that is saved, for the time after this process. */
export function openStorage(
  saved: readonly unknown[],
  keep: (list: readonly unknown[]) => Promise<void>,
): Storage {
  let list = saved;
  const functions: Record<
    string,
    (news?: unknown) => Promise<unknown> | unknown
  > = {
    "storage.load": () => structuredClone(list),
    async "storage.save"(news) {
      list = structuredClone(news) as readonly unknown[];
      await keep(list);
    },
  };
  return {
    ports: Object.keys(functions),
    async answer({ name, call, arguments: [news] }, kind) {
      const { commands } = await kind;
      try {
        const value = await functions[name]?.(news);
        commands.resolve({ do: "resolve", call, value });
      } catch (value) {
        commands.reject({ do: "reject", call, reason: { value } });
      }
    },
  };
}
