import { dirname, join, resolve } from 'node:path';
import { type AnswerKind, answerName } from '../domain/answer-name.ts';
import { failAt } from '../domain/failure.ts';
import type { Format } from '../domain/table.ts';

export { type AnswerKind, answerName } from '../domain/answer-name.ts';

import { message } from '../i18n/messages.ts';

/**
 * Where the answer to a file goes unless it is told: in the current folder. A Stop with `usage_wrong` for an ending that promises another
 * format than the input's own.
 */
export function answerPath(file: string, format: Format, kind: AnswerKind, out?: string): string {
  const own = answerName(file, format, kind);
  const isSheet = format.kind === 'sheet';
  if (out !== undefined && /\.xlsx$/i.test(out) !== isSheet) {
    const detail = isSheet ? message('workbook_answer', {}) : message('text_answer', {});
    throw failAt('--out', 'usage_wrong', detail);
  }
  return resolve(out ?? own);
}

/** Where the rejected rows of a file go: beside its report. */
export function rejectedPath(file: string, format: Format, report: string): string {
  return join(dirname(report), answerName(file, format, 'rejected'));
}
