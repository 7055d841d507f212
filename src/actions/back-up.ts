import { readBackup, writeBackup } from '../backup/backup.ts';
import { Stop } from '../domain/failure.ts';
import type { BackupContents } from '../domain/ledger-copy.ts';
import type { Ledger, Restored } from '../ledger/ledger.ts';

/** Writes the account's ledger to a new file while others work on it, and reads the file back. */
export async function backUp(ledger: Ledger, account: string, path: string): Promise<BackupContents> {
  const { now } = await ledger.standing();
  const header = { account, at: now, batches: await ledger.countBatches() };
  await writeBackup(path, header, ledger.copy());
  return readBackup(path);
}

/** Reads a backup whole and tells what is in it; a Stop with `backup_unreadable` where it is damaged. */
export function verifyBackup(path: string): Promise<BackupContents> {
  return readBackup(path);
}

/**
 * Puts a backup into an empty ledger, which is suspect afterwards: a look-back finds the links that were made after it. Verified whole,
 * and that its keys are here, before anything is written; can be killed and run again.
 */
export async function restoreLedger(
  ledger: Ledger,
  account: string,
  path: string,
): Promise<BackupContents & Restored> {
  const contents = await readBackup(path);
  if (contents.account !== account) {
    const detail = `It is of ${contents.account}, this account is ${account}.`;
    throw new Stop([{ code: 'backup_of_another_account', detail }], 1);
  }
  const missing = ledger.missingKeys(contents.keys);
  if (missing.length > 0) {
    const detail = `The backup opens with the keys ${contents.keys.join(', ')}; not here: ${missing.join(', ')}.`;
    throw new Stop([{ code: 'key_missing', detail }], 1);
  }
  if (!(await ledger.beginRestore())) throw new Stop([{ code: 'ledger_not_empty' }], 1);
  await readBackup(path, (part) => ledger.put(part));
  return { ...contents, ...(await ledger.endRestore()) };
}
