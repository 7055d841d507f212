import { type Command, Option } from 'commander';
import { z } from 'zod';

/** Reads the value of a flag; `before` is what the same flag gave further left. Throws a AppError for what it cannot be. */
type Parser = (text: string, before: never) => unknown;

/** What is to be said of a flag beside its name. */
interface FlagSpec {
  readonly parse?: Parser;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  /** The default as a person types it. */
  readonly shown?: string;
  readonly required?: true;
  /** Names of the flags that it excludes, as the command has them. */
  readonly conflicts?: string | readonly string[];
}

/** The flags of a command: `--fresh` or `--out <file>`, and how the value is read; with `true` it is a switch, or a text. */
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

/** What a command finds of its flags. */
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
    // After the choices, which bring a parser of their own.
    if (parse !== undefined) option.argParser(parse as (text: string) => unknown);
    if ('default' in rest) option.default(rest.default, shown);
    if (conflicts !== undefined) option.conflicts([...[conflicts].flat()]);
    command.addOption(option.makeOptionMandatory(required ?? false));
  }
}

/** For each field of a schema the flag that gives it: a field that no flag gives does not compile. */
export type FieldFlags<Schema extends z.ZodObject, Flags> = {
  readonly [Field in keyof Schema['shape']]: keyof Flags;
};

/**
 * The fields of a schema out of the flags of a command; a switch that was not typed is `false`. Throws a ZodError where a flag gives what
 * its field cannot be: that is a bug.
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
