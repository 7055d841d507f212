import { startWorkers } from '../../workers/main.ts';
import type { InputFile } from '../actions/submit/open-file.ts';
import { submitBatch } from '../actions/submit/submit-batch.ts';
import { watchMisdirected } from '../actions/watch-batch.ts';
import type { Environment } from '../config.ts';
import { readConfig } from '../config.ts';
import { byDestination, isFinished } from '../domain/batch.ts';
import { openDrillSandbox } from '../wiring/sandboxes.ts';
import { accountOf, openAccountOn, type RedisHome, realClock } from '../wiring.ts';
import type { Terminal } from './terminal.ts';

/** How the program met a Bridge that swaps the IBAN of every link. */
export interface SwapProof {
  readonly made: number;
  /** Links that can still be paid. */
  readonly payable: number;
  /** Whether the program stopped the account; false also where no row names an IBAN that could be swapped. */
  readonly isStopped: boolean;
}

const pollMs = 100;

/**
 * The second part of a drill, on another ledger in the same scratch Redis: a sandbox that replaces the requested IBAN of every link by
 * another one. The program may make one such link and must revoke it.
 */
export async function drillSwap(
  terminal: Terminal,
  redis: RedisHome,
  environment: Environment,
  { input, survey }: { readonly input: InputFile; readonly survey: Parameters<typeof submitBatch>[3] },
): Promise<SwapProof> {
  const sandbox = await openDrillSandbox([]);
  sandbox.setFaults({ substituteIban: { share: 1, after: 0 } });
  const config = readConfig({ ...environment, BRIDGE_BASE_URL: sandbox.url, BRIDGE_LIMITS: 'none' });
  const open = await openAccountOn(redis, config, accountOf(config), terminal);
  // This sandbox is new and has no links, so no recovery scan is needed.
  const context = { ...open.context, nothingUnderWay: () => true };
  const workers = startWorkers(context, config.concurrency);
  try {
    const { rules } = input;
    const batch = await submitBatch(
      context,
      input,
      rules,
      survey,
      { acceptDuplicates: 'a drill' },
      terminal.interrupted,
    );
    for (;;) {
      const { stopped } = await context.ledger.account.status();
      const now = await context.ledger.batches.read(batch.id);
      if (stopped !== undefined || now === undefined || isFinished(now) || terminal.interrupted.aborted)
        break;
      await realClock.sleep(pollMs, terminal.interrupted);
    }
    await watchMisdirected(context, batch.id, terminal.show, terminal.interrupted);
    const { stopped } = await context.ledger.account.status();
    const { creations, liveLinks } = sandbox.stats();
    return { made: creations, payable: liveLinks, isStopped: stopped?.by === byDestination };
  } finally {
    await workers.stop();
    await open.close();
    await sandbox.close();
  }
}
