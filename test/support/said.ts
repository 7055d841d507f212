import type { Failure } from '../../src/domain/failure.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';

/** What a failure says in particular, as a person reads it in English; undefined where it says nothing. */
export function detailOf({ details = [], detail }: Pick<Failure, 'details' | 'detail'>): string | undefined {
  const said = [...details.map(rendererOf('en').render), ...(detail === undefined ? [] : [detail])];
  return said.length === 0 ? undefined : said.join(' ');
}

/** A failure with its details as a person reads them in English. */
export function inWords(failure: Failure): { code: string; field?: string; detail?: string } {
  const { code, field } = failure;
  const detail = detailOf(failure);
  return { code, ...(field !== undefined && { field }), ...(detail !== undefined && { detail }) };
}
