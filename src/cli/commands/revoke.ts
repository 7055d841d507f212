import { randomUUID } from 'node:crypto';
import { startReconciler } from '../../../workers/main.ts';
import { revokeBatch } from '../../actions/control/hold-batch.ts';
import { revokeLinks } from '../../actions/reconcile/revoke-links.ts';
import { writeRevocations } from '../../actions/report/write-report.ts';
import type { Batch } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { type OpenAccount, realClock } from '../../wiring.ts';
import { askWord } from '../ask-word.ts';
import { batchOf, placeOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';
import type { Terminal } from '../terminal.ts';
import { span } from '../view/money.ts';

/** The pause after a round that found no link to revoke, in ms. */
const pauseMs = 500;

/** The command shows how many links are left at this interval, in ms. */
const showEachMs = 15_000;

/** Calls in flight or in doubt are settled this long after the lease and the wait for the proof, in ms. */
const marginMs = 10_000;

/** `revoke BATCH`: revokes every link of the batch that can still be paid, and cancels the rows that were not sent. */
export const revoke = defineCommand({
  name: 'revoke',
  arguments: '<batch>',
  flags: { '--yes': true, '--out <file>': true, ...reasonFlag, ...sandboxFlags },
  example: 'revoke abcdefghijkl --reason TICKET-4711',
  opens: 'bridge',
  async run({ terminal, flags, context, ledger }, id) {
    const batch = await batchOf(ledger, id);
    const path = await placeOf(ledger, batch, 'revoked', flags.out);
    if (!flags.yes) await confirm(terminal, batch);
    const links = await revokeBatch(context, batch, decisionRequestOf(flags));
    terminal.show(message('links_to_revoke', { count: links }));
    const left = await revokeAll(terminal, context, id);
    if (left > 0) terminal.show(message('rows_still_open', { count: left }));
    const linkStates = await writeRevocations(ledger, await batchOf(ledger, id), path, randomUUID());
    const counts = Object.entries(linkStates).map(([state, count]) =>
      message('revocation_count', { state, count }),
    );
    if (counts.length === 0) terminal.show(message('batch_without_link', {}));
    else terminal.write(counts.map(terminal.text).join(', '));
    terminal.show(message('result_at', { path }));
    const isDone = Object.keys(linkStates).every((state) => state === 'revoked' || state === 'expired');
    return { result: { batch: id, links: linkStates, report: path }, code: isDone && left === 0 ? 0 : 2 };
  },
});

async function confirm(terminal: Terminal, { id, books }: Batch): Promise<void> {
  const answer = await askWord(terminal, message('question_revoke', { count: books.created }));
  terminal.interrupted.throwIfAborted();
  if (answer !== id) throw fail('not_confirmed');
}

/**
 * Revokes until no row of the batch is in flight or in doubt and no link is left to revoke; other processes may take part. The
 * reconciler of this process settles doubtful rows. Returns how many rows stay open or doubtful after the longest wait.
 */
async function revokeAll(terminal: Terminal, context: OpenAccount['context'], id: string): Promise<number> {
  const { interrupted } = terminal;
  const patience = { signal: interrupted, isPatient: true };
  const mostMs = context.times.leaseMs + context.times.provenAbsentAfterMs + marginMs;
  const endsAt = realClock.monotonic() + mostMs;
  let showAt = realClock.monotonic() + showEachMs;
  const reconciler = startReconciler(context);
  try {
    for (let isShown = false; ; isShown = true) {
      interrupted.throwIfAborted();
      const tried = await revokeLinks(context, patience, async () => undefined, id);
      const { open, doubtful } = (await batchOf(context.ledger, id)).books;
      const undecided = (await context.ledger.links.undecided(id)).size;
      const pending = undecided + (await context.ledger.links.pendingRevocations(id));
      const isLate = realClock.monotonic() > endsAt;
      if (pending === 0 && (open + doubtful === 0 || isLate)) return open + doubtful;
      if (open + doubtful > 0 && !isShown)
        terminal.show(message('looked_up_first', { count: open + doubtful, span: span(mostMs) }));
      if (realClock.monotonic() > showAt) {
        showAt = realClock.monotonic() + showEachMs;
        terminal.show(message('links_left_to_revoke', { count: pending }));
      }
      if (tried === 0) await realClock.sleep(pauseMs, interrupted);
    }
  } finally {
    await reconciler.stop();
  }
}
