import { columns } from "./columns.ts";
import { fit } from "./fit.ts";

/** A text shortened to at most `width` columns, the names that mean nothing to people first. */
export function fitOpaque(text: string, width: number): string {
  const surplus = columns(text) - width;
  const [name = ""] = /[\w-]{16,}/.exec(text) ?? [];
  if (surplus <= 0 || name === "") return fit(text, width);
  const kept = name.slice(0, Math.max(2, name.length - surplus - 1));
  const short = text.replace(name, () => `${kept}…`).replace("……", "…");
  return fit(short, width);
}
