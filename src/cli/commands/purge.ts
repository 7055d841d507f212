import { Command, InvalidArgumentError } from 'commander';
import { purgeBatches } from '../../actions/purge-batches.ts';
import { readAge } from '../../domain/setting-values.ts';
import { message } from '../../i18n/messages.ts';
import { openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

interface PurgeFlags extends SandboxFlags {
  readonly olderThan: number;
  readonly dryRun?: true;
}

/** `purge`: erases personal data of batches that are over. */
export function purge(door: Door): Command {
  const command = new Command('purge').description(
    'Erases names, IBANs, labels and files of batches that finished so long ago, whose books are closed and whose links have all ended. Books, references, states and ids of links stay, and a row that is handed in again is still known.',
  );
  command.requiredOption('--older-than <age>', 'days since the batch finished, for instance 400d', age);
  command.option('--dry-run', 'only say which batches');
  withSandboxFlag(command);
  return onDoor<PurgeFlags>(command, door, 'npx linkmill purge --older-than 400d', async (flags) => {
    const isDry = flags.dryRun ?? false;
    const open = await openLedger(door, configOf(door, flags), flags, isDry);
    try {
      const { purged, kept, isForgotten } = await purgeBatches(
        open.mill,
        flags.olderThan,
        isDry,
        async () => undefined,
      );
      for (const { id: batch, file } of purged)
        door.show(message(isDry ? 'would_be_erased' : 'erased', { batch, file }));
      for (const { batch, why } of kept)
        door.show(
          message('purge_kept', { batch: batch.id, file: batch.file, why: message(`purge_${why}`, {}) }),
        );
      if (!isForgotten) door.show(message('erased_not_forgotten', {}));
      if (purged.length + kept.length === 0) door.show(message('no_batch_that_old', {}));
      door.result({
        [isDry ? 'wouldPurge' : 'purged']: purged.map(({ id }) => id),
        isForgotten,
        kept: kept.map(({ batch, why }) => ({ batch: batch.id, why })),
      });
      return 0;
    } finally {
      await open.close();
    }
  });
}

function age(text: string): number {
  const ageMs = readAge(text);
  if (ageMs === undefined)
    throw new InvalidArgumentError('It must be days from 30d to 36500d, for instance 400d.');
  return ageMs;
}
