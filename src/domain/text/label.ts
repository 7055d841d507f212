import { type Message, message } from '../../i18n/messages.ts';
import { type AppError, type Failure, failAt } from '../failure.ts';
import { adaptedTo, charactersOutside, isLongerThan, judgeCharacters, providerText } from './characters.ts';
import { filledText } from './empty-words.ts';
import { withoutEntities } from './html-entities.ts';
import { shown, shownCharacter } from './shown.ts';

/** Characters of SEPA's remittance information; many banks show only the first 40. */
const longestLabel = 140;
const longestLabelShown = 40;

/** A parsed label template: literal texts around the names of columns, which are in lower case. */
export interface LabelTemplate {
  /** One more than there are columns. */
  readonly literals: readonly string[];
  readonly columns: readonly string[];
}

/**
 * Parses a template such as `Refund {reference}`. Throws an AppError with `usage_wrong` where a column is not among `known` (lower case;
 * `reference` always counts as known), or where the literal text has a character that a label cannot have.
 */
export function readTemplate(template: string, known: Iterable<string>): LabelTemplate {
  const names = new Set(known).add('reference');
  const parts = template.normalize('NFC').split(/\{([^{}]*)\}/);
  const literals = parts.filter((_, position) => position % 2 === 0);
  const columns = parts.filter((_, position) => position % 2 === 1).map((name) => name.trim().toLowerCase());
  const unknown = columns.find((name) => !names.has(name));
  if (unknown !== undefined) {
    const [column, columns] = [shown(unknown), [...names]];
    throw wrongTemplate(message('column_of_file_unknown', { column, columns, more: 0 }));
  }
  const [foreign] = charactersOutside(literals.join(''), providerText);
  if (foreign !== undefined) {
    throw wrongTemplate(message('label_cannot_hold', { character: shownCharacter(foreign) }));
  }
  return { literals, columns };
}

function wrongTemplate(detail: Message): AppError {
  return failAt('--label', 'usage_wrong', detail);
}

/**
 * The label: the template with its values filled in. Replaces characters that a label cannot have and adds one `label_adapted` to the
 * warnings for them; an empty or too long label adds a failure to `found`.
 */
export function fillTemplate(
  template: LabelTemplate,
  cellOf: (column: string) => string,
  found: Failure[],
  warnings: Failure[],
): string {
  let label = template.literals[0] ?? '';
  const foreign: string[] = [];
  for (let position = 0; position < template.columns.length; position++) {
    const value = withoutEntities(filledText(cellOf(template.columns[position] ?? '')));
    const outside = charactersOutside(value, providerText);
    if (outside.length > 0) foreign.push(...outside);
    label += (outside.length > 0 ? adaptedTo(value, providerText) : value) + template.literals[position + 1];
  }
  label = label.trim();
  if (label === '') found.push({ code: 'label_missing', field: 'label' });
  judgeLength(label, found, warnings);
  if (foreign.length > 0) {
    const characters = [...new Set(foreign)].slice(0, 10).map(shownCharacter);
    const details = [message('label_adapted_to', { characters, label: shown(label) })];
    warnings.push({ code: 'label_adapted', field: 'label', details });
  }
  return label;
}

/** Judges the label in a cell and returns it unchanged; undefined where the cell is empty or wrong. */
export function judgeLabel(label: string, found: Failure[], warnings: Failure[]): string | undefined {
  if (label === '') return undefined;
  const before = found.length;
  judgeLength(label, found, warnings);
  judgeCharacters(label, providerText, 'label', found);
  return found.length > before ? undefined : label;
}

function judgeLength(label: string, found: Failure[], warnings: Failure[]): void {
  if (!isLongerThan(label, longestLabelShown)) return;
  const tooLong = isLongerThan(label, longestLabel);
  const details = [message('found_characters', { count: [...label].length })];
  if (tooLong) found.push({ code: 'label_too_long', field: 'label', details });
  else warnings.push({ code: 'label_long', field: 'label', details });
}
