/** What stands in a template between two pairs of braces. */
export type Values = Readonly<Record<string, string>>;

/** Words that ask the author for something, such as `{{! Say why. }}`. */
const asking = /\{\{! (.+?) \}\}/gs;

/**
 * A template of this folder with its values: `{{title}}` becomes
 * `values.title`, and `{{! Say why. }}` becomes `Say why.`
 *
 * @param name From the folder of the templates, without `.template`
 * @throws {Error} If a value is missing
 */
export function fillTemplate(name: string, values: Values): string {
  const text = read(name).replaceAll(asking, (_, words) => words);
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, key) => {
    const value = values[key];
    if (value !== undefined) return value;
    throw new Error(`Cannot fill ${name}: there is no value for ${key}`);
  });
}

/** Every sentence of a template that asks its author for something. */
export function wordsOf(name: string): string[] {
  return [...read(name).matchAll(asking)].map(([, words = ""]) => words);
}

function read(name: string): string {
  const file = new URL(`templates/${name}.template`, import.meta.url);
  return Deno.readTextFileSync(file);
}

/** The templates of a folder whose names begin so, without `.template`. */
export function templatesIn(folder: string, prefix: string): string[] {
  const url = new URL(`templates/${folder}/`, import.meta.url);
  return [...Deno.readDirSync(url)]
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.replace(/\.template$/, "")).sort();
}
