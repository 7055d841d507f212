import { readCents } from '../domain/cents.ts';
import { type Column, columns } from '../domain/column.ts';
import { type ColumnMapping, type Hints, lastMap, type RowCondition } from '../domain/hints.ts';
import { encodings } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { usageWrong } from './door.ts';
import type { FlagSpecs, FlagsOf } from './flag-specs.ts';

/** Flags that say how a file is to be read, where it does not prove it itself. */
export const readingFlags = {
  '--sheet <name>': true,
  '--encoding <name>': { choices: encodings },
  '--map <column=header...>': mapping,
  '--only <column=value...>': condition,
  '--decimal <mark>': { choices: ['comma', 'point'] },
  '--amounts <unit>': { choices: ['euros', 'cents'] },
  '--dates <order>': { choices: ['dmy', 'mdy'] },
  '--expect-rows <count>': wholeNumber,
  '--expect-sum <euros>': cents,
} as const satisfies FlagSpecs;

export type ReadingFlags = FlagsOf<typeof readingFlags>;

type Mapped = readonly (ColumnMapping | typeof lastMap)[];

/** What was said about how the file is to be read. */
export function hintsOf(flags: ReadingFlags): Hints {
  const { sheet, encoding, map = [], only, decimal, amounts, dates, expectRows, expectSum } = flags;
  return {
    map: map.filter((one) => one !== lastMap),
    ...(only !== undefined && { only }),
    ...(sheet !== undefined && { sheet }),
    ...(encoding !== undefined && { encoding }),
    ...(decimal !== undefined && { decimalMark: decimal === 'comma' ? ',' : '.' }),
    ...(amounts !== undefined && { unit: amounts }),
    ...(dates !== undefined && { dateOrder: dates }),
    ...(expectRows !== undefined && { expectRows }),
    ...(expectSum !== undefined && { expectSumCents: expectSum }),
  };
}

/** `amount=Montant net`; the shell has taken the quotes. */
function mapping(text: string, earlier: Mapped = []): Mapped {
  if (text === lastMap) return [...earlier, text];
  const [, name = '', header = ''] = /^([a-z_]+)=(.+)$/su.exec(text) ?? [];
  const column = [...columns, 'ignore' as const].find((one) => one === name);
  if (column === undefined) {
    throw usageWrong(message('must_be_mapping', { columns: [...columns, 'ignore'] }));
  }
  return [...earlier, { column: column satisfies Column | 'ignore', header }];
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
