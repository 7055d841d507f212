import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCents } from '../domain/cents.ts';
import { type Column, columns } from '../domain/column.ts';
import { type ColumnMapping, type Hints, lastMap, type RowCondition } from '../domain/hints.ts';
import { type Encoding, encodings } from '../domain/table.ts';

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
    .option('--sheet <name>', 'the sheet of a workbook that is the list')
    .addOption(new Option('--encoding <name>', 'how the text is encoded').choices(encodings))
    .option(
      '--map <column=header...>',
      'what a column means: --map amount="Montant net"; more than once; --map last: as last time',
      mapping,
    )
    .option(
      '--only <column=value...>',
      'pay only the rows with this value in the column: --only "Status=FAILED"; more than once',
      condition,
    )
    .addOption(new Option('--decimal <mark>', 'decimal mark of the amounts').choices(['comma', 'point']))
    .addOption(new Option('--amounts <unit>', 'what whole amounts count').choices(['euros', 'cents']))
    .addOption(new Option('--dates <order>', 'order of day and month').choices(['dmy', 'mdy']))
    .option('--expect-rows <count>', 'stop unless the file has so many rows', wholeNumber)
    .option('--expect-sum <euros>', 'stop unless the rows come to this sum, for instance 12345.67', cents);
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
    const known = [...columns, 'ignore'].join(', ');
    throw new InvalidArgumentError(`It must be COLUMN="Header"; the columns are ${known}.`);
  }
  return [...earlier, { column: column satisfies Column | 'ignore', header }];
}

/** `Side=credit`; nothing behind the mark means empty cells. */
function condition(text: string, earlier: readonly RowCondition[] = []): readonly RowCondition[] {
  const mark = text.indexOf('=');
  if (mark < 1) throw new InvalidArgumentError('It must be COLUMN=VALUE, for instance "Status=FAILED".');
  return [...earlier, { header: text.slice(0, mark), value: text.slice(mark + 1) }];
}

/** A whole number above zero. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.');
  return Number(text);
}

/** Euros as cents. */
export function cents(text: string): number {
  const read = readCents(text, '', []);
  if (read === undefined)
    throw new InvalidArgumentError('It must be an amount in euros, for instance 12345.67.');
  return read;
}
