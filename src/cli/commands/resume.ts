import { Option } from 'commander';
import { resumeBatch } from '../../actions/hold-batch.ts';
import { byForged } from '../../domain/batch.ts';
import type { ForgedPlace } from '../../domain/forged.ts';
import { reasonGiven, type Wish } from '../../domain/reason.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { batchOf, usingLedger } from '../batch-of.ts';
import { type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import {
  configOf,
  type ReasonFlags,
  reason,
  type SandboxFlags,
  withReason,
  withSandboxFlag,
} from '../flags.ts';
import { sayForged } from '../forged-text.ts';
import { person } from '../person.ts';

interface ResumeFlags extends SandboxFlags, ReasonFlags {
  readonly acceptUnproven?: string;
}

/** `resume [BATCH]`: a batch, or the account, goes on; also after the program stopped the account by itself. */
export function resume(door: Door): DoorCommand {
  const command = new DoorCommand('resume', door).argument('[batch]');
  withSandboxFlag(withReason(command)).addOption(new Option('--accept-unproven <reason>').argParser(reason));
  return onDoor<ResumeFlags>(command, door, 'npx linkmill resume', async (flags, id) => {
    const { acceptUnproven } = flags;
    if (acceptUnproven !== undefined && id !== undefined)
      throw usageWrong(message('unproven_for_account', {}));
    return usingLedger(door, configOf(door, flags), flags, false, async (open) => {
      const { mill } = open;
      const held: ForgedPlace[] = [];
      const wish = { by: person(), why: flags.reason ?? '' };
      if (id === undefined) {
        const accepted = acceptUnproven === undefined ? undefined : { by: wish.by, why: acceptUnproven };
        const isForged = (await mill.ledger.account.standing()).stopped?.by === byForged;
        held.push(...(isForged ? await mill.ledger.forgeries.newForgeries() : []));
        await mill.ledger.account.resume(accepted);
        await mill.ledger.history.note('', resumed(wish, acceptUnproven));
      } else await resumeBatch(mill, await batchOf(mill.ledger, id), wish);
      door.show(id === undefined ? message('account_goes_on', {}) : message('batch_goes_on', { batch: id }));
      sayForged(door, held);
      const { stopped } = await mill.ledger.account.standing();
      if (stopped !== undefined)
        door.show(message('account_still_stopped', { more: reasonGiven(stopped.why) }));
      door.result({
        resumed: id ?? 'account',
        ...wish,
        ...(held.length > 0 && { held }),
        ...(acceptUnproven && { acceptUnproven }),
      });
      return 0;
    });
  });
}

function resumed({ by, why }: Wish, acceptUnproven: string | undefined): Message {
  const accepted =
    acceptUnproven === undefined ? [] : [message('unproven_was_accepted', { why: acceptUnproven })];
  return message('account_was_resumed', { by, more: [...reasonGiven(why), ...accepted] });
}
