import { byForged } from '../../domain/batch.ts';
import type { EntryKey } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';

/** Characters of the id that are shown: an id planted in Redis may be of any length. */
const longestId = 100;

/** Stops the account and warns: Redis names another program's link as a row's. The link itself is left alone. */
export async function reportForeignLink(
  { ledger, warn }: Pick<AccountContext, 'ledger' | 'warn'>,
  { batch, line }: EntryKey,
  id: string,
): Promise<void> {
  const named = { batch, line, id: id.slice(0, longestId) };
  await ledger.account.stop({ why: message('foreign_link_named', named), by: byForged });
  warn(message('foreign_link_planted', named));
}
