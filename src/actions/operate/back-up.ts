import { readBackup, writeBackup } from '../../backup/backup.ts';
import { SealBroken } from '../../domain/crypto/sealing.ts';
import type { Vault } from '../../domain/crypto/vault.ts';
import { fail } from '../../domain/failure.ts';
import type { BackupContents } from '../../domain/ledger-copy.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger, Restored } from '../../ledger/ledger.ts';

/** Writes the account's ledger to a new file while others work on it, sealed by the installation's key, and reads the file back. */
export async function backUp(
  ledger: Pick<Ledger, 'account' | 'batches' | 'copies'>,
  account: string,
  path: string,
  vault: Vault,
): Promise<BackupContents> {
  const { now } = await ledger.account.status();
  const header = { account, at: now, batches: await ledger.batches.count() };
  await writeBackup(path, header, ledger.copies.read(), (digest) =>
    vault.currentId() === undefined ? undefined : vault.seal(digest, sealContext(account)),
  );
  return readBackup(path);
}

/** Reads a backup whole and tells what is in it; an AppError with `backup_unreadable` where it is damaged. */
export function verifyBackup(path: string): Promise<BackupContents> {
  return readBackup(path);
}

/**
 * Puts a backup into an empty ledger, which is suspect afterwards: a recovery scan finds the links that were made after it. Verified whole,
 * that its keys are here, and that this installation made it, before anything is written; can be killed and run again.
 */
export async function restoreLedger(
  ledger: Pick<Ledger, 'copies' | 'keys'>,
  account: string,
  path: string,
  vault: Vault,
): Promise<BackupContents & Restored> {
  const contents = await readBackup(path);
  if (contents.account !== account) {
    const details = [message('backup_of_account', { account: contents.account, own: account })];
    throw fail('backup_of_another_account', ...details);
  }
  const missing = ledger.keys.missing(contents.keys);
  if (missing.length > 0) {
    const details = [message('backup_keys_missing', { keys: contents.keys, missing })];
    throw fail('key_missing', ...details);
  }
  checkSeal(vault, contents);
  if (!(await ledger.copies.beginRestore())) throw fail('ledger_not_empty');
  const { digest } = await readBackup(path, (part) => ledger.copies.put(part));
  // Another file by now; the ledger stays half restored, and nothing is served of it.
  if (digest !== contents.digest) throw fail('backup_unreadable', message('named', { name: path }));
  return { ...contents, ...(await ledger.copies.endRestore()) };
}

/** What the digest of an account's backups is sealed for. */
const sealContext = (account: string) => `linkmill backup ${account}`;

/** An AppError with `backup_forged` where there is a key, and it did not seal this backup; without any key all backups are alike. */
function checkSeal(vault: Vault, { account, digest, seal }: BackupContents): void {
  if (seal === undefined && vault.currentId() === undefined) return;
  if (seal === undefined || openedSeal(vault, seal, account) !== digest) throw fail('backup_forged');
}

function openedSeal(vault: Vault, seal: string, account: string): string | undefined {
  try {
    return vault.open(seal, sealContext(account)).toString();
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
