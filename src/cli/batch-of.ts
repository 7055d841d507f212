import { keptFile } from '../actions/kept-file.ts';
import { checkAnswerPlace } from '../actions/write-report.ts';
import type { Config } from '../config.ts';
import type { Batch } from '../domain/batch.ts';
import { Stop } from '../domain/failure.ts';
import { accountOf, type OpenMill, openMill, openSandboxMill, sandboxAccount } from '../wiring.ts';
import { type AnswerKind, answerPath } from './answer-path.ts';
import type { Door } from './door.ts';
import type { SandboxFlags } from './flags.ts';

/**
 * Opens the ledger of the account, or of the built-in sandbox, for a command that sends nothing; most of them only read, and one
 * restores it.
 */
export function openLedger(
  door: Pick<Door, 'say'>,
  config: Config,
  flags: SandboxFlags,
  use: boolean | 'restores' = true,
): Promise<OpenMill> {
  const account = flags.sandbox ? sandboxAccount(config.bridge.baseUrl) : accountOf(config);
  return openMill(config, account, door.say, { readsOnly: use === true, restores: use === 'restores' });
}

/** Opens the mill of the account, or of the built-in sandbox, for a command that speaks to Bridge. */
export function openToCall(
  door: Pick<Door, 'say'>,
  config: Config,
  flags: SandboxFlags,
  fresh = false,
): Promise<OpenMill> {
  if (flags.sandbox) return openSandboxMill(config, door.say, fresh);
  return openMill(config, accountOf(config), door.say);
}

/** The batch of an id; a Stop with `batch_unknown` where the ledger has none. */
export async function batchOf(ledger: OpenMill['mill']['ledger'], id: string): Promise<Batch> {
  const batch = await ledger.read(id);
  if (batch === undefined) throw new Stop([{ code: 'batch_unknown', detail: `(${id.slice(0, 40)})` }], 1);
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
