import { isOfOneRecord } from '../../domain/crypto/forged.ts';
import type { EntryKey } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { ListingUnavailable } from './list-window.ts';

/** Whether an error concerns one batch, row or link alone: the caller postpones that one and goes on with the others. */
export function isOfOne(error: unknown): error is Error {
  return (error instanceof ListingUnavailable && error.isOfOne) || isOfOneRecord(error);
}

/** The result of the work; warns and returns undefined where its record is unusable, so that the caller goes on with the others. */
export async function skipUnusable<T>(
  { warn }: Pick<AccountContext, 'warn'>,
  { batch, line }: Pick<EntryKey, 'batch'> & Partial<EntryKey>,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    const warning =
      line === undefined
        ? message('record_unusable', { batch })
        : message('row_record_unusable', { batch, line });
    warn(warning, error);
    return undefined;
  }
}
