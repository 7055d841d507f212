import type { Survey, Understood } from '../actions/check-file.ts';
import { type Forgiven, forgivable } from '../domain/forgiven.ts';
import type { LineSample } from '../domain/line-sample.ts';
import type { Plan } from '../domain/plan.ts';
import { shown } from '../domain/shown.ts';
import type { Format } from '../domain/table.ts';

const separators = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

const forgivenTexts: Readonly<Record<Forgiven, string>> = {
  footer: 'below or between the rows, no row',
  header_again: 'the header once more, no row',
  short: 'without the empty cells at its end',
  loose_quotes: 'quotes beside the rules, read as they are meant',
  line_quoted: 'the whole line in quotes, read without them',
  apostrophes: 'apostrophes or other quotes around values, left out',
  formula_texts: 'formulas that give a text, read as that text',
};

/** How a file was understood and why, a line a column; with `all`, the columns whose names say it and those not used, too. */
export function understoodLines({ plan, understood }: Survey, all: boolean): string[] {
  if (understood === undefined) return [];
  const { headerFrom } = understood;
  const where =
    headerFrom === undefined
      ? `header on line ${plan.headerLine}`
      : `header on lines ${headerFrom} and ${plan.headerLine}`;
  const head = [formatText(plan.format), where];
  if (understood.list !== undefined) head.push(understood.list);
  const used = understood.columns.flatMap(({ header, column, how }) => {
    const why = column === undefined ? '' : evidenceOf(column, plan, understood);
    if (column === undefined || (why === '' && (!all || isOwnName(header, column)))) return [];
    const said = how === 'map' ? ' (--map)' : '';
    return [`  ${shown(header)}: ${column}${said}${why && `, ${why}`}`];
  });
  const plain = understood.columns.flatMap(({ header, column }) => {
    const isPlain = column !== undefined && isOwnName(header, column);
    return isPlain && evidenceOf(column, plan, understood) === '' ? [column] : [];
  });
  if (all && plain.length > 0) used.push(`  by their own names: ${plain.join(', ')}`);
  const unused = understood.columns.filter(({ column }) => column === undefined);
  const named = unused.filter(({ header }) => header.trim() !== '').map(({ header }) => shown(header));
  const passed = unused.filter(({ how }) => how === 'passed').map(({ header }) => shown(header));
  const told = (all ? named : passed).slice(0, 20);
  const rest = told.length > 0 ? [`  not used: ${told.join(', ')}`] : [];
  for (const { at, values } of plan.only ?? [])
    used.push(`  ${shown(plan.header[at] ?? '')}: only rows with ${values.map(shown).join(' or ')} are paid`);
  const { totals } = understood;
  const what = totals.count === 1 ? 'a total, not paid' : 'totals, not paid';
  if (totals.count > 0) used.push(`  ${linesOf(totals)}: ${what}`);
  for (const kind of forgivable) {
    const lines = understood.forgiven[kind];
    if (lines !== undefined) used.push(`  ${linesOf(lines)}: ${forgivenTexts[kind]}`);
  }
  return [`Read as ${head.join(', ')}.`, ...used, ...rest];
}

function isOwnName(header: string, column: string): boolean {
  return header.trim().toLowerCase() === column;
}

function formatText(format: Format): string {
  const packed = format.isPacked ? 'packed ' : '';
  if (format.kind === 'sheet') return `${packed}sheet ${shown(format.sheet)} of a workbook`;
  return `${packed}text in ${format.encoding}, separated by ${separators[format.delimiter]}`;
}

function evidenceOf(column: string, plan: Plan, understood: Understood): string {
  switch (column) {
    case 'amount':
      return amountText(plan, understood);
    case 'expires_at':
      return dayText(plan, understood);
    case 'beneficiary_name':
      return nameText(plan, understood);
    default:
      return '';
  }
}

function amountText({ amounts }: Plan, { amounts: found }: Understood): string {
  const unit = amounts.unit === 'cents' ? 'in cents' : '';
  const form = found.form === undefined ? '' : `read as ${found.form}`;
  const basis = amountBasis(amounts, found);
  const first = [unit, [form, basis].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [first, held(found.either, 'could be either'), held(found.unfit, 'not written so')]
    .filter(Boolean)
    .join('; ');
}

function amountBasis(
  amounts: Plan['amounts'],
  { proving, marked, areBare, form }: Understood['amounts'],
): string {
  switch (amounts.kind) {
    case 'said':
      return '(as was said)';
    case 'contradictory':
      return `written both ways (${amounts.points} cells prove a point, ${amounts.commas} a comma)`;
    case 'proven':
      return amounts.marked === 0 ? '(as before)' : `(${proving} of ${marked} cells prove it)`;
    case 'unproven':
      if (form !== undefined || marked > 0 || amounts.unit === 'cents') return '';
      return areBare ? 'whole euros' : 'in euros';
  }
}

function dayText({ dayOrder }: Plan, { days }: Understood): string {
  if (dayOrder === undefined || days === undefined) return '';
  const order = 'order' in dayOrder ? `${dayOrder.order === 'dmy' ? 'day' : 'month'} first` : '';
  const basis =
    dayOrder.kind === 'said' ? '(as was said)' : `(${days.proving} of ${days.ordered} cells prove it)`;
  const first = order && `${order} ${basis}`;
  return [first, held(days.either, 'could be either'), held(days.unfit, 'not written so')]
    .filter(Boolean)
    .join('; ');
}

function nameText({ nameOrder }: Plan, { unsplit }: Understood): string {
  if (nameOrder === 'last_comma_first') return 'split at the comma: last name, then first name';
  if (nameOrder === 'capitals_are_last') return 'split: the last name stands in capitals';
  if (unsplit === 'few') return 'not split: fewer than three names show which part is which';
  return unsplit === undefined ? '' : `not split: line ${unsplit} does not show which part is which`;
}

/** `lines 17 and 90 could be either: held`. */
function held(sample: LineSample, what: string): string {
  return sample.count === 0 ? '' : `${linesOf(sample)} ${what}: held`;
}

/** `line 17`, `lines 17 and 90`, `lines 2, 3, 4 and 12 more`. */
export function linesOf({ count, lines }: LineSample): string {
  const [last, ...others] = lines.toReversed().map(String);
  const more = count > lines.length ? ` and ${count - lines.length} more` : '';
  const listed =
    more === '' && others.length > 0 ? `${others.toReversed().join(', ')} and ${last}` : lines.join(', ');
  return `${count === 1 ? 'line' : 'lines'} ${listed}${more}`;
}
