import { type Command, Option } from 'commander';
import { readCents } from '../domain/cents.ts';
import { type Column, columns } from '../domain/column.ts';
import { type ColumnMapping, type Hints, lastMap, type RowCondition } from '../domain/hints.ts';
import { type Encoding, encodings } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { usageWrong } from './door.ts';

/** Flags that say how a file is to be read, where it does not prove it itself. */
export interface ReadingFlags {
  readonly sheet?: string;
  readonly encoding?: Encoding;
  readonly map?: readonly (ColumnMapping | typeof lastMap)[];
  readonly only?: readonly RowCondition[];
  readonly decimal?: 'comma' | 'point';
  readonly amounts?: 'euros' | 'cents';
  readonly dates?: 'dmy' | 'mdy';
  readonly expectRows?: number;
  readonly expectSum?: number;
}

/** Adds them. */
export function withReadingFlags(command: Command): Command {
  return command
    .option('--sheet <name>')
    .addOption(new Option('--encoding <name>').choices(encodings))
    .addOption(new Option('--map <column=header...>').argParser(mapping))
    .addOption(new Option('--only <column=value...>').argParser(condition))
    .addOption(new Option('--decimal <mark>').choices(['comma', 'point']))
    .addOption(new Option('--amounts <unit>').choices(['euros', 'cents']))
    .addOption(new Option('--dates <order>').choices(['dmy', 'mdy']))
    .addOption(new Option('--expect-rows <count>').argParser(wholeNumber))
    .addOption(new Option('--expect-sum <euros>').argParser(cents));
}

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
function mapping(text: string, earlier: ReadingFlags['map'] = []): ReadingFlags['map'] {
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
