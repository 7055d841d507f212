import { columns } from '../domain/column.ts';
import type { Failure } from '../domain/failure.ts';
import type { ColumnMapping } from '../domain/hints.ts';
import { shown } from '../domain/shown.ts';
import type { Assignment } from './assignment.ts';
import { countsOther, foldedName, writtenName } from './header-names.ts';

const mostNamesShown = 20;

/** Gives columns the meaning that a person said; answers what is wrong with what was said, each as `usage_wrong`. */
export function takeMapped(assignment: Assignment, map: readonly ColumnMapping[]): Failure[] {
  const header = assignment.found.map((column) => column.header);
  const wrong: string[] = repeatedIn(map);
  for (const { column, header: name } of map) {
    const positions = positionsOf(column, name, header);
    const [first, ...others] = positions;
    if (first === undefined) {
      const names = header.slice(0, mostNamesShown).map(shown).join(', ');
      const more = header.length > mostNamesShown ? ', …' : '';
      wrong.push(`The file has no column ${shown(name)}; it has ${names}${more}.`);
    } else if (column === 'ignore') {
      for (const position of positions) assignment.ignore(position);
    } else if (others.length > 0) {
      wrong.push(`${shown(name)} fits ${positions.length} columns.`);
    } else if (!assignment.has(column)) {
      assignment.take(column, first, 'map');
    }
  }
  return wrong.map((detail) => ({ code: 'usage_wrong', field: '--map', detail }));
}

/** Whether the header has every column that a person gave a meaning to, and there is one. */
export function hasMapped(header: readonly string[], map: readonly ColumnMapping[]): boolean {
  const meant = map.filter(({ column }) => column !== 'ignore');
  return (
    meant.length > 0 &&
    meant.every(({ column, header: name }) => positionsOf(column, name, header).length > 0)
  );
}

/** Exactly as typed, else as it is compared: so no amount is taken that counts anything but euros. */
function positionsOf(column: ColumnMapping['column'], name: string, header: readonly string[]): number[] {
  const alike = (form: (text: string) => string) =>
    header.flatMap((written, position) => (form(written) === form(name) ? [position] : []));
  const exact = alike(writtenName);
  if (exact.length > 0 || foldedName(name) === '') return exact;
  const folded = alike(foldedName);
  return column === 'amount' ? folded.filter((position) => !countsOther(header[position] ?? '')) : folded;
}

function repeatedIn(map: readonly ColumnMapping[]): string[] {
  const twice = columns.filter((column) => map.filter((mapping) => mapping.column === column).length > 1);
  const names = map.map(({ header }) => writtenName(header));
  const headers = map.filter((_, order) => names.indexOf(names[order] ?? '') < order);
  return [
    ...twice.map((column) => `${column} is mapped twice.`),
    ...headers.map(({ header }) => `${shown(header)} is mapped twice.`),
  ];
}
