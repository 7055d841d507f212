import { type Command, Option } from 'commander';
import { z } from 'zod';

/** Parses the value of a flag; `before` is the parsed value of an earlier occurrence of the flag. Throws an AppError for a bad value. */
type Parser = (text: string, before: never) => unknown;

/** The properties of a flag beside its name. */
interface FlagSpec {
  readonly parse?: Parser;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  /** The default as a person types it. */
  readonly shown?: string;
  readonly required?: true;
  /** Names of the flags that it excludes, in camel case. */
  readonly conflicts?: string | readonly string[];
}

/** The flags of a command, such as `--fresh` or `--out <file>`, with their parsers; `true` means a switch, or a text with no parser. */
export type FlagSpecs = Readonly<Record<`--${string}`, true | Parser | FlagSpec>>;

type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type NameOf<Key> = Key extends `--${infer Name} <${string}`
  ? Camel<Name>
  : Key extends `--${infer Name}`
    ? Camel<Name>
    : never;

type ValueOf<Key, Spec> = Spec extends (text: string, before: never) => infer Value
  ? Value
  : Spec extends { readonly parse: (text: string, before: never) => infer Value }
    ? Value
    : Spec extends { readonly choices: readonly (infer Value)[] }
      ? Value
      : Key extends `${string}<${string}`
        ? string
        : true;

type IsAlways<Spec> = Spec extends { readonly default: unknown } | { readonly required: true } ? true : false;

/** The parsed flags of a command, by their names in camel case. */
export type FlagsOf<Specs> = {
  readonly [Key in keyof Specs as IsAlways<Specs[Key]> extends true ? NameOf<Key> : never]: ValueOf<
    Key,
    Specs[Key]
  >;
} & {
  readonly [Key in keyof Specs as IsAlways<Specs[Key]> extends true ? never : NameOf<Key>]?: ValueOf<
    Key,
    Specs[Key]
  >;
};

/** Adds flags to a command, in their order. */
export function addFlags(command: Command, specs: FlagSpecs): void {
  for (const [flags, spec] of Object.entries(specs)) {
    const option = new Option(flags);
    const { parse, choices, shown, required, conflicts, ...rest }: FlagSpec =
      spec === true ? {} : typeof spec === 'function' ? { parse: spec } : spec;
    if (choices !== undefined) option.choices(choices);
    // After `choices`, which sets a parser of its own.
    if (parse !== undefined) option.argParser(parse as (text: string) => unknown);
    if ('default' in rest) option.default(rest.default, shown);
    if (conflicts !== undefined) option.conflicts([...[conflicts].flat()]);
    command.addOption(option.makeOptionMandatory(required ?? false));
  }
}

/** Maps each field of a schema to the flag that sets it; a field without a flag does not compile. */
export type FieldFlags<Schema extends z.ZodObject, Flags> = {
  readonly [Field in keyof Schema['shape']]: keyof Flags;
};

/**
 * Builds an object of the schema from the flags of a command; a switch that is absent is `false`. Throws a ZodError where a flag's value
 * does not fit its field, which is a bug.
 */
export function fieldsOf<Schema extends z.ZodObject, Flags extends object>(
  schema: Schema,
  names: FieldFlags<Schema, Flags>,
  flags: Flags,
): z.output<Schema> {
  const fields = Object.entries<keyof Flags>(names).map(([field, flag]) => {
    const value: unknown = flags[flag];
    return [field, value ?? (schema.shape[field] instanceof z.ZodBoolean ? false : undefined)] as const;
  });
  return schema.parse(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
}
