import type { Failure } from '../../src/domain/failure.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';

/** The details of a failure in English; undefined where it has none. */
export function detailOf({ details = [], detail }: Pick<Failure, 'details' | 'detail'>): string | undefined {
  const texts = [...details.map(rendererOf('en').render), ...(detail === undefined ? [] : [detail])];
  return texts.length === 0 ? undefined : texts.join(' ');
}

/** A failure with its details in English. */
export function inWords(failure: Failure): { code: string; field?: string; detail?: string } {
  const { code, field } = failure;
  const detail = detailOf(failure);
  return { code, ...(field !== undefined && { field }), ...(detail !== undefined && { detail }) };
}
