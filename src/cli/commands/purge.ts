import { purgeBatches } from '../../actions/control/purge-batches.ts';
import { readAge } from '../../domain/settings/setting-values.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { usageWrong } from '../terminal.ts';

/** `purge`: erases the personal data of old finished batches. */
export const purge = defineCommand({
  name: 'purge',
  flags: { '--older-than <age>': { parse: age, required: true }, '--dry-run': true, ...sandboxFlags },
  example: 'purge --older-than 400d',
  opens: ({ dryRun }) => (dryRun ? 'ledger' : 'ledger to change'),
  async run({ terminal, flags: { olderThan, dryRun: isDry = false }, context }) {
    const { purged, kept, isForgotten } = await purgeBatches(
      context,
      olderThan,
      isDry,
      async () => undefined,
    );
    for (const { id: batch, file } of purged)
      terminal.show(message(isDry ? 'would_be_erased' : 'erased', { batch, file }));
    for (const { batch, why } of kept)
      terminal.show(
        message('purge_kept', { batch: batch.id, file: batch.file, why: message(`purge_${why}`, {}) }),
      );
    if (!isForgotten) terminal.show(message('erased_not_forgotten', {}));
    if (purged.length + kept.length === 0) terminal.show(message('no_batch_that_old', {}));
    return {
      result: {
        [isDry ? 'wouldPurge' : 'purged']: purged.map(({ id }) => id),
        isForgotten,
        kept: kept.map(({ batch, why }) => ({ batch: batch.id, why })),
      },
    };
  },
});

function age(text: string): number {
  const ageMs = readAge(text);
  if (ageMs === undefined) throw usageWrong(message('must_be_age', {}));
  return ageMs;
}
