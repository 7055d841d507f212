import { keptFile } from '../actions/kept-file.ts';
import { checkAnswerPlace } from '../actions/write-report.ts';
import type { Config } from '../config.ts';
import type { Batch } from '../domain/batch.ts';
import { fail, Stop } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { openSandboxMill } from '../wiring/sandboxes.ts';
import { type Account, accountOf, type OpenMill, openMill, sandboxAccount } from '../wiring.ts';
import { type AnswerKind, answerPath } from './answer-path.ts';
import type { Door } from './door.ts';
import type { SandboxFlags } from './flags.ts';
import { sayForeignHost } from './foreign-host.ts';

/** What of a door says for whom a command works. */
type AccountDoor = Pick<Door, 'show' | 'account'>;

/**
 * Opens the ledger of the account, or of the built-in sandbox, while a command that sends nothing works; most of them only read (`use` is
 * true), and one restores it.
 */
export async function usingLedger<T>(
  door: AccountDoor,
  config: Config,
  flags: SandboxFlags,
  use: boolean | 'restores',
  work: (open: OpenMill) => Promise<T>,
): Promise<T> {
  const account = accountToRead(door, config, flags);
  const open = await openMill(config, account, door, {
    readsOnly: use === true,
    restores: use === 'restores',
  });
  return closing(open, work);
}

/**
 * Opens the mill of the account, or of the built-in sandbox, while a command that speaks to Bridge works. `fresh`: the sandbox forgets
 * everything first.
 */
export async function usingBridge<T>(
  door: AccountDoor,
  config: Config,
  flags: SandboxFlags,
  fresh: boolean,
  work: (open: OpenMill) => Promise<T>,
): Promise<T> {
  return closing(await openToCall(door, config, flags, fresh), work);
}

function openToCall(
  door: AccountDoor,
  config: Config,
  flags: SandboxFlags,
  fresh: boolean,
): Promise<OpenMill> {
  if (flags.sandbox) return openSandboxMill(config, door, fresh);
  const account = accountToCall(door, config);
  sayForeignHost(door, account);
  return openMill(config, account, door);
}

async function closing<T>(open: OpenMill, work: (open: OpenMill) => Promise<T>): Promise<T> {
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

/** The account that is looked at, or the built-in sandbox; an account by name without its secret, too. A Stop where there is none. */
export function accountToRead(door: AccountDoor, config: Config, flags: SandboxFlags): Account {
  if (flags.sandbox) return sandboxAccount(config.bridge.baseUrl);
  return accountOf(config, door.account?.failure === undefined);
}

/** The account that is spoken for; a Stop where none is chosen, or its secret cannot be read here. */
export function accountToCall({ account }: AccountDoor, config: Config): Account {
  if (account?.failure !== undefined) throw new Stop([account.failure]);
  return accountOf(config);
}

/** The batch of an id; a Stop with `batch_unknown` where the ledger has none. */
export async function batchOf(ledger: OpenMill['mill']['ledger'], id: string): Promise<Batch> {
  const batch = await ledger.read(id);
  if (batch === undefined) throw fail('batch_unknown', message('named_batch', { batch: id.slice(0, 40) }));
  return batch;
}

/** Where the answer to a batch goes, tried before anything is done; never over the file that was handed in. */
export async function placeOf(
  ledger: OpenMill['mill']['ledger'],
  batch: Batch,
  kind: AnswerKind,
  out: string | undefined,
): Promise<string> {
  const { plan } = await keptFile(ledger, batch);
  const path = answerPath(batch.file, plan.format, kind, out);
  await checkAnswerPlace(ledger, batch, path);
  return path;
}
