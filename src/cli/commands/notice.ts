import { trialNotice } from '../../domain/alarms.ts';
import { fail } from '../../domain/failure.ts';
import type { Delivery, PostedNotice, Target } from '../../domain/notice.ts';
import { moment } from '../../domain/zone-time.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { OpenMill } from '../../wiring.ts';
import { usingLedger } from '../batch-of.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { configOf, withAccountFlag } from '../flags.ts';

/** Notices listed, newest first. */
const mostListed = 50;

/** `notice list` and `notice test`: what people were told, and whether they can be. */
export function notice(door: Door): DoorCommand {
  const command = new DoorCommand('notice', door);
  return command.addCommand(list(door)).addCommand(test(door));
}

function list(door: Door): DoorCommand {
  const command = new DoorCommand('list', door);
  withAccountFlag(command);
  return onDoor<CommonFlags>(command, door, 'npx linkmill notice list', async (flags) => {
    return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
      const { targets } = notifyOf(open);
      const notices = await open.mill.ledger.notices(mostListed);
      if (notices.length === 0) door.show(message('notice_none_yet', {}));
      for (const posted of notices) sayPosted(door, posted, targets);
      door.result({ targets, notices: notices.map((one) => withCommands(door, one)) });
      return 0;
    });
  });
}

function test(door: Door): DoorCommand {
  const command = new DoorCommand('test', door);
  withAccountFlag(command);
  return onDoor<CommonFlags>(command, door, 'npx linkmill notice test', async (flags) => {
    return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
      const notify = notifyOf(open);
      if (notify.targets.length === 0) throw fail('nobody_to_tell');
      const trial = trialNotice((await open.mill.ledger.standing()).now);
      const answers = await Promise.all(
        notify.targets.map(async (target) => {
          const told = await notify.tell(target, trial, door.interrupted);
          return { target, ...(told ?? ({ kind: 'failed', said: message('interrupted', {}) } as const)) };
        }),
      );
      for (const { target, kind, said } of answers) {
        const state =
          kind === 'delivered' ? message('notice_is_delivered', {}) : message('notice_failed', {});
        door.write(
          `${target.padEnd(8)} ${door.text(message('notice_trial_answer', { state, words: door.text(said) }))}`,
        );
      }
      door.result({ notice: trial.id, answers });
      return answers.every(({ kind }) => kind === 'delivered') ? 0 : 1;
    });
  });
}

function notifyOf({ mill }: OpenMill): NonNullable<OpenMill['mill']['notify']> {
  if (mill.notify === undefined) throw new Error('the mill of an account tells people');
  return mill.notify;
}

/** What a notice proposes, as it can be run here. */
function withCommands(
  { renderer }: Pick<Door, 'renderer'>,
  { notice, ...posted }: PostedNotice,
): PostedNotice {
  return { ...posted, notice: { ...notice, next: notice.next.map(renderer.command) } };
}

function sayPosted(door: Door, { notice, deliveries }: PostedNotice, targets: readonly Target[]): void {
  door.write(`${moment(notice.at)}  ${door.text(notice.subject)}`);
  if (targets.length === 0) door.write(`  ${door.text(message('notice_to_nobody', {}))}`);
  for (const target of targets)
    door.write(`  ${target.padEnd(8)} ${door.text(deliveryText(door, deliveries[target]))}`);
}

/** A delivery as people read it. */
function deliveryText(door: Pick<Door, 'text'>, { kind, attempts, lastAt, said }: Delivery): Message {
  const words = said === undefined ? '' : door.text(said);
  const at = lastAt === undefined ? '' : moment(lastAt);
  if (kind === 'delivered') return message('notice_delivered', { at, words });
  if (kind === 'outdated') return message('notice_outdated', {});
  if (attempts === 0) return message('notice_waits', {});
  return message(kind === 'waiting' ? 'notice_tried_again' : 'notice_given_up', { attempts, at, words });
}
