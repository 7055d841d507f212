import { byForged } from '../domain/batch.ts';
import type { EntryKey } from '../domain/entry.ts';
import { message } from '../i18n/messages.ts';
import type { Mill } from './mill.ts';

/** Redis names a link of another program as one of a row's: the link is left alone, the account stops, and people are told. */
export async function tellForeign(
  { ledger, warn }: Pick<Mill, 'ledger' | 'warn'>,
  { batch, line }: EntryKey,
  id: string,
): Promise<void> {
  await ledger.stop({
    why: message('foreign_link_named', { id, batch, line }),
    by: byForged,
  });
  warn(message('foreign_link_planted', { batch, line, id }));
}
