import { type Command, Option } from 'commander';
import { type Mark, unitSchema } from '../domain/amount-marks.ts';
import { readCents } from '../domain/cents.ts';
import { dayOrders } from '../domain/day-order.ts';
import {
  type ColumnMapping,
  columnMappingSchema,
  type Hints,
  hintsSchema,
  lastMap,
  type RowCondition,
} from '../domain/hints.ts';
import { encodings } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { usageWrong } from './door.ts';
import { type FieldOptions, fieldsOf, withOptions } from './field-options.ts';

/** Flags that say how a file is to be read, where it does not prove it itself: those that are looked at before they are hints. */
export interface ReadingFlags {
  readonly map?: readonly (ColumnMapping | typeof lastMap)[];
}

/** A choice of rows is standing where a schedule has it. */
const typedHints = hintsSchema.omit({ isStanding: true });

/** The words for decimal marks. */
const marks = new Map<string, Mark>([
  ['comma', ','],
  ['point', '.'],
]);

const options: FieldOptions<typeof typedHints> = {
  sheet: new Option('--sheet <name>'),
  encoding: new Option('--encoding <name>').choices(encodings),
  map: new Option('--map <column=header...>').argParser(mapping),
  only: new Option('--only <column=value...>').argParser(condition),
  decimalMark: new Option('--decimal <mark>').choices([...marks.keys()]).argParser((word) => marks.get(word)),
  unit: new Option('--amounts <unit>').choices(unitSchema.options),
  dateOrder: new Option('--dates <order>').choices(dayOrders),
  expectRows: new Option('--expect-rows <count>').argParser(wholeNumber),
  expectSumCents: new Option('--expect-sum <euros>').argParser(cents),
};

/** Adds them. */
export function withReadingFlags(command: Command): Command {
  return withOptions(command, options);
}

/** What was said about how the file is to be read. */
export function hintsOf(flags: ReadingFlags): Hints {
  return fieldsOf(typedHints, options, { ...flags, map: flags.map?.filter((one) => one !== lastMap) ?? [] });
}

/** `amount=Montant net`; the shell has taken the quotes. */
function mapping(text: string, earlier: ReadingFlags['map'] = []): ReadingFlags['map'] {
  if (text === lastMap) return [...earlier, text];
  const [, name = '', header = ''] = /^([a-z_]+)=(.+)$/su.exec(text) ?? [];
  const { data } = columnMappingSchema.safeParse({ column: name, header });
  if (data === undefined)
    throw usageWrong(message('must_be_mapping', { columns: columnMappingSchema.shape.column.options }));
  return [...earlier, data];
}

/** `Side=credit`; nothing behind the mark means empty cells. */
function condition(text: string, earlier: readonly RowCondition[] = []): readonly RowCondition[] {
  const mark = text.indexOf('=');
  if (mark < 1) throw usageWrong(message('must_be_condition', {}));
  return [...earlier, { header: text.slice(0, mark), value: text.slice(mark + 1) }];
}

/** A whole number above zero. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageWrong(message('must_be_whole_number', {}));
  return Number(text);
}

/** Euros as cents. */
export function cents(text: string): number {
  const read = readCents(text, '', []);
  if (read === undefined) throw usageWrong(message('must_be_amount', {}));
  return read;
}
