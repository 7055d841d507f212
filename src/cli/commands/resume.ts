import { resumeBatch } from '../../actions/control/hold-batch.ts';
import { byForged } from '../../domain/batch.ts';
import type { ForgedPlace } from '../../domain/crypto/forged.ts';
import { type DecisionRequest, reasonGiven } from '../../domain/reason.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reason, reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';
import { showForged } from '../view/forged-text.ts';

/** `resume [BATCH]`: lets a paused batch, or a paused or stopped account, go on. */
export const resume = defineCommand({
  name: 'resume',
  arguments: '[batch]',
  flags: { ...reasonFlag, ...sandboxFlags, '--accept-unproven <reason>': reason },
  example: 'resume',
  opens: 'ledger to change',
  refuses: ({ acceptUnproven }, id) =>
    acceptUnproven !== undefined && id !== undefined ? message('unproven_for_account', {}) : undefined,
  async run({ terminal, flags, context, ledger }, id) {
    const { acceptUnproven } = flags;
    const held: ForgedPlace[] = [];
    const request = decisionRequestOf(flags);
    if (id === undefined) {
      const accepted = acceptUnproven === undefined ? undefined : { by: request.by, why: acceptUnproven };
      const isForged = (await ledger.account.status()).stopped?.by === byForged;
      held.push(...(isForged ? await ledger.forgeries.newForgeries() : []));
      await ledger.account.resume(accepted);
      await ledger.history.note('', resumed(request, acceptUnproven));
    } else await resumeBatch(context, await batchOf(ledger, id), request);
    terminal.show(
      id === undefined ? message('account_goes_on', {}) : message('batch_goes_on', { batch: id }),
    );
    showForged(terminal, held);
    const { stopped } = await ledger.account.status();
    if (stopped !== undefined)
      terminal.show(message('account_still_stopped', { more: reasonGiven(stopped.why) }));
    const more = { ...(held.length > 0 && { held }), ...(acceptUnproven && { acceptUnproven }) };
    return { result: { resumed: id ?? 'account', ...request, ...more } };
  },
});

function resumed({ by, why }: DecisionRequest, acceptUnproven: string | undefined): Message {
  const accepted =
    acceptUnproven === undefined ? [] : [message('unproven_was_accepted', { why: acceptUnproven })];
  return message('account_was_resumed', { by, more: [...reasonGiven(why), ...accepted] });
}
