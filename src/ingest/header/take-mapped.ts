import { columns } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import type { ColumnMapping } from '../../domain/hints.ts';
import { shown } from '../../domain/text/shown.ts';
import { typedName } from '../../domain/text/typed-name.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Assignment } from './assignment.ts';
import { countsOther, foldedName, writtenName } from './header-names.ts';

const mostNamesShown = 20;
/** Columns beyond these are matched by exact name only, which bounds the time for one line of a damaged file. */
const mostColumns = 1000;

/** Applies the `--map` options; returns what is wrong with them, each as `usage_wrong`. */
export function takeMapped(assignment: Assignment, map: readonly ColumnMapping[]): Failure[] {
  const header = assignment.found.map((column) => column.header);
  const wrong = repeatedIn(map);
  for (const { column, header: name } of map) {
    const positions = positionsOf(column, name, header);
    const [first, ...others] = positions;
    if (first === undefined) {
      wrong.push(unknownColumn(name, header));
    } else if (column === 'ignore') {
      for (const position of positions) assignment.ignore(position);
    } else if (others.length > 0) {
      wrong.push(message('column_ambiguous', { name: shown(name), count: positions.length }));
    } else if (!assignment.has(column)) {
      assignment.take(column, first, 'map');
    }
  }
  return wrong.map((detail) => ({ code: 'usage_wrong', field: '--map', details: [detail] }));
}

/** The message that the file has no column of this name, with up to 20 names that it has. */
export function unknownColumn(name: string, header: readonly string[]): Message {
  const columns = header.slice(0, mostNamesShown).map(shown);
  const more = header.length - columns.length;
  return message('column_of_file_unknown', { column: shown(name), columns, more });
}

/** Whether the header has every column that `map` gives a meaning to, and there is at least one. */
export function hasMapped(header: readonly string[], map: readonly ColumnMapping[]): boolean {
  const meant = map.filter(({ column }) => column !== 'ignore');
  return (
    meant.length > 0 &&
    meant.every(({ column, header: name }) => positionsOf(column, name, header).length > 0)
  );
}

/** Forms in which names are matched, from exact to loose; the first that matches decides. */
const forms = [writtenName, (text: string) => writtenName(typedName(text)), shown, foldedName];

/** Positions of the columns that a typed name matches, in the first matching form. */
export function columnsNamed(name: string, header: readonly string[]): number[] {
  return positionsOf('ignore', name, header);
}

function positionsOf(column: ColumnMapping['column'], name: string, header: readonly string[]): number[] {
  for (const form of forms) {
    const typed = form(name);
    // Only a blank refers to an unnamed column.
    if (typed === '' && form !== writtenName) continue;
    const names = form === writtenName ? header : header.slice(0, mostColumns);
    const alike = names.flatMap((written, position) => (form(written) === typed ? [position] : []));
    // A folded name has lost its signs: for an amount, names that state another unit than euros must not match.
    const isLoose = form === foldedName && column === 'amount';
    const taken = isLoose ? alike.filter((position) => !countsOther(header[position] ?? '')) : alike;
    if (taken.length > 0) return taken;
  }
  return [];
}

function repeatedIn(map: readonly ColumnMapping[]): Message[] {
  const twice = columns.filter((column) => map.filter((mapping) => mapping.column === column).length > 1);
  const names = map.map(({ header }) => writtenName(header));
  const headers = map.filter((_, order) => names.indexOf(names[order] ?? '') < order);
  return [
    ...twice.map((column) => message('column_mapped_twice', { name: column })),
    ...headers.map(({ header }) => message('column_mapped_twice', { name: shown(header) })),
  ];
}
