import { byForged } from '../../domain/batch.ts';
import type { EntryKey } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';

/** What stands in Redis may be of any length. */
const longestId = 100;

/** Redis names a link of another program as one of a row's: the link is left alone, the account stops, and people are told. */
export async function reportForeignLink(
  { ledger, warn }: Pick<AccountContext, 'ledger' | 'warn'>,
  { batch, line }: EntryKey,
  id: string,
): Promise<void> {
  const named = { batch, line, id: id.slice(0, longestId) };
  await ledger.account.stop({ why: message('foreign_link_named', named), by: byForged });
  warn(message('foreign_link_planted', named));
}
