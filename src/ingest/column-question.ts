import type { Column } from '../domain/column.ts';
import type { Failure } from '../domain/failure.ts';
import { shown } from '../domain/shown.ts';
import { typedName } from '../domain/typed-name.ts';
import { meaningOf } from './column-names.ts';
import { writtenName } from './header-names.ts';

/** A meaning that a column could have, to be put to a person; `ignore` that it means nothing. */
export type Choice = readonly [column: Column | 'ignore', position: number];

/**
 * Which of the choices is meant, `column_unclear`; `column_repeated` where two of their columns have one name, so that no answer could be
 * given. The remark, a sentence or none, stands before the answers.
 */
export function columnQuestion(header: readonly string[], choices: readonly Choice[], remark = ''): Failure {
  return answersQuestion(
    header,
    choices.map((choice) => [choice]),
    remark,
  );
}

/** The same for answers that each give several columns a meaning: first and last name of one person. */
export function answersQuestion(
  header: readonly string[],
  answers: readonly (readonly Choice[])[],
  remark: string,
): Failure {
  const choices = answers.flat();
  const nameless = choices.find(([, position]) => (header[position] ?? '').trim() === '')?.[1];
  if (nameless !== undefined) return withoutName(header, nameless);
  const names = new Map<string, number>();
  for (const [, position] of choices) {
    // As it is typed: two names that differ in less cannot be told apart by an answer.
    const name = writtenName(typedName(header[position] ?? ''));
    if ((names.get(name) ?? position) !== position) return repeated(header[position] ?? '');
    names.set(name, position);
  }
  const words = answers.map((answer) =>
    answer.map((choice) => `--map ${mappingText(header, choice)}`).join(' '),
  );
  const said = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return {
    code: 'column_unclear',
    field: shown(header[choices[0]?.[1] ?? 0] ?? ''),
    detail: remark === '' ? `Say ${said}.` : `${remark} Say ${said}.`,
  };
}

/** The failure for a column that a person has to speak of and cannot name. */
export function withoutName(header: readonly string[], position: number): Failure {
  const before = shown(header[position - 1] ?? '');
  const detail =
    position === 0
      ? 'The first column has no name: give it one.'
      : `The column after ${before} has no name: give it one.`;
  return { code: 'column_unclear', detail };
}

/** The failure for a column whose name another one has as well, so that nobody could mean one of them; undefined where none has. */
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
