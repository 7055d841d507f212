import { Option } from 'commander';
import { purgeBatches } from '../../actions/purge-batches.ts';
import { readAge } from '../../domain/setting-values.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import { type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

interface PurgeFlags extends SandboxFlags {
  readonly olderThan: number;
  readonly dryRun?: true;
}

/** `purge`: erases personal data of batches that are over. */
export function purge(door: Door): DoorCommand {
  const command = new DoorCommand('purge', door);
  command.addOption(new Option('--older-than <age>').argParser(age).makeOptionMandatory());
  command.option('--dry-run');
  withSandboxFlag(command);
  return onDoor<PurgeFlags>(command, door, 'npx linkmill purge --older-than 400d', async (flags) => {
    const isDry = flags.dryRun ?? false;
    return usingLedger(door, configOf(door, flags), flags, isDry, async (open) => {
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
    });
  });
}

function age(text: string): number {
  const ageMs = readAge(text);
  if (ageMs === undefined) throw usageWrong(message('must_be_age', {}));
  return ageMs;
}
