import type { Survey, Understood } from '../../actions/submit/check-file.ts';
import { forgivable } from '../../domain/forgiven.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Format } from '../../domain/table.ts';
import type { LineSample } from '../../domain/text/line-sample.ts';
import { shown } from '../../domain/text/shown.ts';
import { type Message, message } from '../../i18n/messages.ts';

const separators = {
  ',': 'separator_comma',
  ';': 'separator_semicolon',
  '\t': 'separator_tab',
  '|': 'separator_bar',
} as const;

/** Unused columns that are named, at most. */
const mostUnused = 20;

/** Shows how each column was understood and why; with `all`, also columns that have their own names and those not used. */
export function understoodLines({ plan, understood }: Survey, all: boolean): readonly Message[] {
  if (understood === undefined) return [];
  const used = understood.columns.flatMap(({ header, column, how }) => {
    const evidence = column === undefined ? [] : evidenceOf(column, plan, understood);
    if (column === undefined || (evidence.length === 0 && (!all || isOwnName(header, column)))) return [];
    return [columnLine(shown(header), column, how === 'map', evidence)];
  });
  const plain = understood.columns.flatMap(({ header, column }) => {
    const isPlain = column !== undefined && isOwnName(header, column);
    return isPlain && evidenceOf(column, plan, understood).length === 0 ? [column] : [];
  });
  if (all && plain.length > 0) used.push(message('columns_by_own_names', { columns: plain }));
  for (const { at, values } of plan.only ?? []) {
    const header = shown(plan.header[at] ?? '');
    used.push(message('rows_chosen', { header, values: values.map(shown) }));
  }
  return [
    headLine(plan, understood),
    ...used,
    ...lineNotes(understood),
    ...unusedLine(understood.columns, all),
  ];
}

function headLine(plan: Plan, { headerFrom, list }: Understood): Message {
  const format = formatMessage(plan.format);
  const header =
    headerFrom === undefined
      ? message('header_on_line', { line: plan.headerLine })
      : message('header_on_lines', { line: headerFrom, other: plan.headerLine });
  return list === undefined
    ? message('read_as', { format, header })
    : message('read_as_list', { format, header, list: message(`list_${list}`, {}) });
}

function formatMessage(format: Format): Message {
  if (format.kind === 'sheet') {
    const code = format.isPacked ? 'format_sheet_packed' : 'format_sheet';
    return message(code, { sheet: shown(format.sheet) });
  }
  const separator = message(separators[format.delimiter], {});
  const code = format.isPacked ? 'format_text_packed' : 'format_text';
  return message(code, { encoding: format.encoding, separator });
}

function columnLine(
  header: string,
  column: string,
  isMapped: boolean,
  evidence: readonly Message[],
): Message {
  if (evidence.length === 0)
    return message(isMapped ? 'column_read_mapped' : 'column_read', { header, column });
  return message(isMapped ? 'column_read_mapped_by' : 'column_read_by', { header, column, evidence });
}

function lineNotes({ totals, forgiven }: Understood): readonly Message[] {
  const { count } = totals;
  const ofTotals = count === 0 ? [] : [message('lines_of_totals', { lines: linesOf(totals), count })];
  const ofOthers = forgivable.flatMap((kind) => {
    const lines = forgiven[kind];
    return lines === undefined ? [] : [message(`forgiven_${kind}`, { lines: linesOf(lines) })];
  });
  return [...ofTotals, ...ofOthers];
}

function unusedLine(found: Understood['columns'], all: boolean): readonly Message[] {
  const unused = found.filter(({ column }) => column === undefined);
  const named = unused.filter(({ header, how }) => (all ? header.trim() !== '' : how === 'passed'));
  const columns = named.slice(0, mostUnused).map(({ header }) => shown(header));
  return columns.length === 0 ? [] : [message('columns_unused', { columns })];
}

function isOwnName(header: string, column: string): boolean {
  return header.trim().toLowerCase() === column;
}

function evidenceOf(column: string, plan: Plan, understood: Understood): readonly Message[] {
  switch (column) {
    case 'amount':
      return amountEvidence(plan, understood);
    case 'expires_at':
      return dayEvidence(plan, understood);
    case 'beneficiary_name':
      return nameEvidence(plan, understood);
    default:
      return [];
  }
}

function amountEvidence({ amounts }: Plan, { amounts: found }: Understood): readonly Message[] {
  const unit = amounts.unit === 'cents' ? [message('amounts_in_cents', {})] : [];
  return [...unit, ...amountBasis(amounts, found), ...heldLines(found)];
}

function amountBasis(
  amounts: Plan['amounts'],
  { proving, marked, areBare, form = '' }: Understood['amounts'],
): readonly Message[] {
  switch (amounts.kind) {
    case 'said':
      return [message('amounts_read_said', { form })];
    case 'contradictory':
      return [message('amounts_written_both_ways', { points: amounts.points, commas: amounts.commas })];
    case 'proven':
      if (amounts.marked === 0) return [message('amounts_read_before', { form })];
      return [message('amounts_read_proven', { form, proving, marked })];
    case 'unproven':
      if (marked > 0 || amounts.unit === 'cents') return [];
      return [message(areBare ? 'amounts_in_whole_euros' : 'amounts_in_euros', {})];
  }
}

function dayEvidence({ dayOrder }: Plan, { days }: Understood): readonly Message[] {
  if (dayOrder === undefined || days === undefined) return [];
  return [...('order' in dayOrder ? [dayBasis(dayOrder, days)] : []), ...heldLines(days)];
}

function dayBasis(
  { kind, order }: Extract<Plan['dayOrder'], { order: unknown }>,
  { proving, ordered }: NonNullable<Understood['days']>,
): Message {
  const isDay = order === 'dmy';
  if (kind === 'said') return message(isDay ? 'days_first_said' : 'months_first_said', {});
  return message(isDay ? 'days_first_proven' : 'months_first_proven', { proving, ordered });
}

function nameEvidence({ nameOrder }: Plan, { unsplit }: Understood): readonly Message[] {
  if (nameOrder === 'last_comma_first') return [message('names_split_at_comma', {})];
  if (nameOrder === 'capitals_are_last') return [message('names_split_by_capitals', {})];
  if (unsplit === 'few') return [message('names_unsplit_few', {})];
  return unsplit === undefined ? [] : [message('names_unsplit_line', { line: unsplit })];
}

/** Messages about lines whose values in this column are ambiguous or do not fit its form. */
function heldLines({ either, unfit }: { readonly either: LineSample; readonly unfit: LineSample }) {
  const linesOfCode = (code: 'lines_either' | 'lines_unfit', sample: LineSample) =>
    sample.count === 0 ? [] : [message(code, { lines: linesOf(sample), count: sample.count })];
  return [...linesOfCode('lines_either', either), ...linesOfCode('lines_unfit', unfit)];
}

/** `line 17`, `lines 17 and 90`, `lines 2, 3, 4 and 12 more`. */
export function linesOf({ count, lines }: LineSample): Message {
  const [line] = lines;
  const more = count - lines.length;
  if (more > 0) return message('lines_some', { lines: lines.join(', '), more });
  return count === 1 && line !== undefined
    ? message('line_one', { line })
    : message('lines_all', { lines: lines.map(String) });
}
