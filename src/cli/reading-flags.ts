import { type Mark, unitSchema } from '../domain/amount-marks.ts';
import { dayOrders } from '../domain/dates/day-order.ts';
import {
  type ColumnMapping,
  columnMappingSchema,
  type Hints,
  hintsSchema,
  lastMap,
  type RowCondition,
} from '../domain/hints.ts';
import { readCents } from '../domain/money/cents.ts';
import { encodings } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { type FieldFlags, type FlagSpecs, type FlagsOf, fieldsOf } from './flag-specs.ts';
import { usageWrong } from './terminal.ts';

/** The decimal marks by the words of `--decimal`. */
const marks = new Map<string, Mark>([
  ['comma', ','],
  ['point', '.'],
]);

/** Flags for how to read a file, where its contents do not prove it. */
export const readingFlags = {
  '--sheet <name>': true,
  '--encoding <name>': { choices: encodings },
  '--map <column=header...>': mapping,
  '--only <column=value...>': condition,
  '--decimal <mark>': { choices: [...marks.keys()], parse: (word: string) => marks.get(word) },
  '--amounts <unit>': { choices: unitSchema.options },
  '--dates <order>': { choices: dayOrders },
  '--expect-rows <count>': wholeNumber,
  '--expect-sum <euros>': cents,
} as const satisfies FlagSpecs;

export type ReadingFlags = FlagsOf<typeof readingFlags>;

/** A schedule sets `isStanding` itself; no flag does. */
const typedHints = hintsSchema.omit({ isStanding: true });

const hintFlags = {
  sheet: 'sheet',
  encoding: 'encoding',
  map: 'map',
  only: 'only',
  decimalMark: 'decimal',
  unit: 'amounts',
  dateOrder: 'dates',
  expectRows: 'expectRows',
  expectSumCents: 'expectSum',
} as const satisfies FieldFlags<typeof typedHints, ReadingFlags>;

type Mapped = readonly (ColumnMapping | typeof lastMap)[];

/** The reading hints of the flags. */
export function hintsOf(flags: ReadingFlags): Hints {
  const map = flags.map?.filter((one) => one !== lastMap) ?? [];
  return fieldsOf(typedHints, hintFlags, { ...flags, map });
}

/** Parses `amount=Montant net` of `--map`, or the word for the last mapping. */
function mapping(text: string, earlier: Mapped = []): Mapped {
  if (text === lastMap) return [...earlier, text];
  const [, name = '', header = ''] = /^([a-z_]+)=(.+)$/su.exec(text) ?? [];
  const { data } = columnMappingSchema.safeParse({ column: name, header });
  if (data === undefined)
    throw usageWrong(message('must_be_mapping', { columns: columnMappingSchema.shape.column.options }));
  return [...earlier, data];
}

/** Parses `Side=credit` of `--only`; an empty value means empty cells. */
function condition(text: string, earlier: readonly RowCondition[] = []): readonly RowCondition[] {
  const mark = text.indexOf('=');
  if (mark < 1) throw usageWrong(message('must_be_condition', {}));
  return [...earlier, { header: text.slice(0, mark), value: text.slice(mark + 1) }];
}

/** Parses a whole number from 1 to 999999999. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageWrong(message('must_be_whole_number', {}));
  return Number(text);
}

/** Parses an amount in euros to cents. */
export function cents(text: string): number {
  const read = readCents(text, '', []);
  if (read === undefined) throw usageWrong(message('must_be_amount', {}));
  return read;
}
