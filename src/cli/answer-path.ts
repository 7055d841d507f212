import { dirname, join, resolve } from 'node:path';
import { type AnswerKind, answerName } from '../domain/answer-name.ts';
import type { Format } from '../domain/table.ts';

export { type AnswerKind, answerName } from '../domain/answer-name.ts';

/** Where the answer to a file goes unless it is told: in the current folder. */
export function answerPath(file: string, format: Format, kind: AnswerKind, out?: string): string {
  return resolve(out ?? answerName(file, format, kind));
}

/** Where the rejected rows of a file go: beside its report. */
export function rejectedPath(file: string, format: Format, report: string): string {
  return join(dirname(report), answerName(file, format, 'rejected'));
}
