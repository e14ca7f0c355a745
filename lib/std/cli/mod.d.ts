/**
 * Command lines, as documented for `@std/cli` 1.
 * Not offered: `unicodeWidth`, which deno-std 1.4.0 cannot load.
 *
 * @module
 */

/** What {@linkcode parseArgs} returns: the options, and the rest in `_` and `--`. */
// deno-lint-ignore no-explicit-any
export type Args<TValues = Record<string, any>> = TValues & {
  /** Arguments that belong to no option. */
  _: Array<string | number>;
  /** What came after `--`, if that was asked for. */
  "--"?: string[];
};

/** The types of the options that were declared. */
export type Values<
  TBoolean extends string,
  TString extends string,
  TCollect extends string,
  TNegatable extends string,
  TDefault,
> =
  & { [K in TBoolean]: K extends TCollect ? boolean[] : boolean }
  & {
    [K in Extract<TString, TCollect>]: K extends TNegatable ? string[] | false
      : string[];
  }
  & {
    [K in Exclude<TString, TCollect> & keyof TDefault]:
      | (K extends TNegatable ? string | false : string)
      | TDefault[K];
  }
  & {
    [K in Exclude<TString, TCollect | keyof TDefault>]?:
      | (K extends TNegatable ? string | false : string)
      | undefined;
  }
  & { [K in Exclude<TCollect, TBoolean | TString>]: unknown[] }
  & { [K in Exclude<keyof TDefault, TBoolean | TString | TCollect>]: unknown }
  & { [name: string]: unknown };

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions<
  TBoolean extends string = string,
  TString extends string = string,
  TCollect extends string = string,
  TNegatable extends string = string,
  TDefault extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Options that are always true or false; `true`: all that have no value. */
  boolean?: TBoolean | readonly TBoolean[] | boolean;
  /** Options that are always strings. */
  string?: TString | readonly TString[];
  /** Options that may come more than once and give an array. */
  collect?: TCollect | readonly TCollect[];
  /** Options that `--no-name` turns off. */
  negatable?: TNegatable | readonly TNegatable[];
  /** Values of options that were not given. */
  default?: TDefault;
  /** Other names of options. */
  alias?: Record<string, string | readonly string[]>;
  /**
   * Takes everything after the first argument that is no option as it is.
   *
   * @default {false}
   */
  stopEarly?: boolean;
  /**
   * Puts what comes after `--` into `--` instead of `_`.
   *
   * @default {false}
   */
  "--"?: boolean;
  /** Called for arguments that were not declared; `false` leaves them out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parses the arguments of a command, such as `Deno.args`. */
export function parseArgs(args: string[]): Args;
/** Parses the arguments of a command with declared options. */
export function parseArgs<
  const TBoolean extends string = never,
  const TString extends string = never,
  const TCollect extends string = never,
  const TNegatable extends string = never,
  // deno-lint-ignore ban-types
  TDefault extends Record<string, unknown> = {},
>(
  args: string[],
  options: ParseOptions<TBoolean, TString, TCollect, TNegatable, TDefault>,
): Args<Values<TBoolean, TString, TCollect, TNegatable, TDefault>>;
