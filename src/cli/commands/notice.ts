import { moment } from '../../domain/dates/zone-time.ts';
import { fail } from '../../domain/failure.ts';
import { trialNotice } from '../../domain/notices/alarms.ts';
import type { Delivery, PostedNotice, Target } from '../../domain/notices/notice.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { OpenAccount } from '../../wiring.ts';
import { defineCommand, defineGroup } from '../define-command.ts';
import { accountFlag } from '../flags.ts';
import type { Terminal } from '../terminal.ts';

/** Notices that `notice list` shows, newest first, at most. */
const mostListed = 50;

const list = defineCommand({
  name: 'list',
  flags: accountFlag,
  example: 'notice list',
  opens: 'ledger',
  async run({ terminal, open, ledger }) {
    const { targets } = notifyOf(open);
    const notices = await ledger.notices.list(mostListed);
    if (notices.length === 0) terminal.show(message('notice_none_yet', {}));
    for (const posted of notices) showPosted(terminal, posted, targets);
    return { result: { targets, notices: notices.map((one) => withCommands(terminal, one)) } };
  },
});

const test = defineCommand({
  name: 'test',
  flags: accountFlag,
  example: 'notice test',
  opens: 'ledger',
  async run({ terminal, open, ledger }) {
    const notify = notifyOf(open);
    if (notify.targets.length === 0) throw fail('nobody_to_tell');
    const trial = trialNotice((await ledger.account.status()).now);
    const answers = await Promise.all(
      notify.targets.map(async (target) => {
        const result = await notify.send(target, trial, terminal.interrupted);
        return { target, ...(result ?? ({ kind: 'failed', answer: message('interrupted', {}) } as const)) };
      }),
    );
    for (const { target, kind, answer } of answers) {
      const state = message(kind === 'delivered' ? 'notice_is_delivered' : 'notice_failed', {});
      const line = message('notice_trial_answer', { state, words: terminal.text(answer) });
      terminal.write(`${target.padEnd(8)} ${terminal.text(line)}`);
    }
    const isDone = answers.every(({ kind }) => kind === 'delivered');
    return { result: { notice: trial.id, answers }, code: isDone ? 0 : 1 };
  },
});

/** `notice`: lists the notices that were sent, or sends a trial notice to every target. */
export const notice = defineGroup('notice', [list, test]);

function notifyOf({ context }: OpenAccount): NonNullable<OpenAccount['context']['notify']> {
  if (context.notify === undefined) throw new Error('an account context without notify');
  return context.notify;
}

/** The notice with its proposed commands as a person can run them here. */
function withCommands(
  { renderer }: Pick<Terminal, 'renderer'>,
  { notice, ...posted }: PostedNotice,
): PostedNotice {
  return { ...posted, notice: { ...notice, next: notice.next.map(renderer.command) } };
}

function showPosted(
  terminal: Terminal,
  { notice, deliveries }: PostedNotice,
  targets: readonly Target[],
): void {
  terminal.write(`${moment(notice.at)}  ${terminal.text(notice.subject)}`);
  if (targets.length === 0) terminal.write(`  ${terminal.text(message('notice_to_nobody', {}))}`);
  for (const target of targets)
    terminal.write(`  ${target.padEnd(8)} ${terminal.text(deliveryText(terminal, deliveries[target]))}`);
}

function deliveryText(
  terminal: Pick<Terminal, 'text'>,
  { kind, attempts, lastAt, answer }: Delivery,
): Message {
  const words = answer === undefined ? '' : terminal.text(answer);
  const at = lastAt === undefined ? '' : moment(lastAt);
  if (kind === 'delivered') return message('notice_delivered', { at, words });
  if (kind === 'outdated') return message('notice_outdated', {});
  if (attempts === 0) return message('notice_waits', {});
  return message(kind === 'waiting' ? 'notice_tried_again' : 'notice_given_up', { attempts, at, words });
}
