import { isOfOneRecord } from '../domain/forged.ts';
import { ListingUnavailable } from './list-window.ts';
import type { Mill } from './mill.ts';

/** Whether an error is of one batch, row or link alone: it is put off, and the others go on. */
export function isOfOne(error: unknown): error is Error {
  return (error instanceof ListingUnavailable && error.isOfOne) || isOfOneRecord(error);
}

/** What the work comes to; undefined where the record that it is about cannot be used, which is told: the others go on. */
export async function orHeld<T>(
  { warn }: Pick<Mill, 'warn'>,
  record: Readonly<Record<string, string | number>>,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    warn('A record in Redis cannot be used; the others go on.', { ...record, detail: String(error) });
    return undefined;
  }
}
