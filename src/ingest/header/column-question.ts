import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { shown } from '../../domain/text/shown.ts';
import { typedName } from '../../domain/text/typed-name.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { meaningOf } from './column-names.ts';
import { writtenName } from './header-names.ts';

/** A possible meaning of a column, offered to a person; `ignore` for none. */
export type Choice = readonly [column: Column | 'ignore', position: number];

/**
 * The failure that asks which choice is meant, `column_unclear`; `column_repeated` where two of the columns have the
 * same name, so that no answer could tell them apart. Remarks come before the answers.
 */
export function columnQuestion(
  header: readonly string[],
  choices: readonly Choice[],
  remarks: readonly Message[] = [],
): Failure {
  return answersQuestion(
    header,
    choices.map((choice) => [choice]),
    remarks,
  );
}

/** The same question with answers that assign several columns at once: first and last name of one person. */
export function answersQuestion(
  header: readonly string[],
  answers: readonly (readonly Choice[])[],
  remarks: readonly Message[],
): Failure {
  const choices = answers.flat();
  const nameless = choices.find(([, position]) => (header[position] ?? '').trim() === '')?.[1];
  if (nameless !== undefined) return withoutName(header, nameless);
  const names = new Map<string, number>();
  for (const [, position] of choices) {
    // Names that are equal as typed cannot be told apart by an answer.
    const name = writtenName(typedName(header[position] ?? ''));
    if ((names.get(name) ?? position) !== position) return repeated(header[position] ?? '');
    names.set(name, position);
  }
  const words = answers.map((answer) =>
    answer.map((choice) => `--map ${mappingText(header, choice)}`).join(' '),
  );
  return {
    code: 'column_unclear',
    field: shown(header[choices[0]?.[1] ?? 0] ?? ''),
    details: [...remarks, message('column_to_say', { choices: words })],
  };
}

/** The failure for a column that needs an answer but has no name to answer with. */
export function withoutName(header: readonly string[], position: number): Failure {
  const before = shown(header[position - 1] ?? '');
  const where =
    position === 0
      ? message('column_first_nameless', {})
      : message('column_after_nameless', { column: before });
  return { code: 'column_unclear', details: [where] };
}

/**
 * The failure for a column that shares its name with another one, so that no answer could mean it; undefined where
 * the name is unique.
 */
export function repeatedName(header: readonly string[], position: number): Failure | undefined {
  const typed = (name: string) => writtenName(typedName(name));
  const name = typed(header[position] ?? '');
  const isTwice = header.some((other, at) => at !== position && typed(other) === name);
  return isTwice ? repeated(header[position] ?? '') : undefined;
}

function repeated(name: string): Failure {
  const meaning = meaningOf(name);
  return { code: 'column_repeated', field: meaning?.kind === 'own' ? meaning.column : shown(name) };
}

function mappingText(header: readonly string[], [column, position]: Choice): string {
  return `${column}="${typedName(header[position] ?? '')}"`;
}
