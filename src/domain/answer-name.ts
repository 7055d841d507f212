import type { Format } from './table.ts';
import { shortenedStem } from './text/file-name.ts';

/** What a file that Linkmill writes for an input contains. */
export type AnswerKind = 'results' | 'revoked' | 'rejected' | 'failures';

const textEndings = ['csv', 'tsv', 'txt', 'tab'];

/** The name of such a file: `refunds.results.csv` for `refunds.csv.gz`; with the input's name and format, never compressed. */
export function answerName(file: string, format: Format, kind: AnswerKind): string {
  const unpacked = file.replace(/\.gz$/i, '');
  const [, stem = unpacked, ending = ''] = /^(.+)\.([A-Za-z0-9]{1,5})$/.exec(unpacked) ?? [];
  const isText = format.kind === 'text';
  const own = isText && textEndings.includes(ending.toLowerCase()) ? ending : isText ? 'csv' : 'xlsx';
  return `${shortenedStem(stem)}.${kind}.${own}`;
}
