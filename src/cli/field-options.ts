import type { Command, Option } from 'commander';
import type { z } from 'zod';

/** For each field of a schema the option that gives it: a field that no option gives does not compile. */
export type FieldOptions<Schema extends z.ZodObject> = { readonly [field in keyof Schema['shape']]: Option };

/** Adds options in their order. */
export function withOptions(command: Command, options: Readonly<Record<string, Option>>): Command {
  for (const option of Object.values(options)) command.addOption(option);
  return command;
}

/**
 * The fields of a schema out of the flags of a command. An option without a value gives `false` where it was not typed. A ZodError where an
 * option gives what its field cannot be: that is a bug.
 */
export function fieldsOf<Schema extends z.ZodObject>(
  schema: Schema,
  options: FieldOptions<Schema>,
  flags: object,
): z.output<Schema> {
  const typed = new Map(Object.entries(flags));
  const fields = Object.entries<Option>(options).map(([field, option]) => {
    const value = typed.get(option.attributeName()) ?? (option.isBoolean() ? false : undefined);
    return [field, value] as const;
  });
  return schema.parse(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
}
