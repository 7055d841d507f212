import { judgeCron } from '../../domain/dates/run-times.ts';
import { isTimeZone } from '../../domain/dates/zone-time.ts';
import { AppError, type Failure, fail } from '../../domain/failure.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { canFitBoth } from '../../domain/text/file-name.ts';
import { message } from '../../i18n/messages.ts';
import { isInbox } from '../../inbox/inbox.ts';
import type { AccountContext } from '../account-context.ts';
import { whyAnswersUnsafe } from './unsafe-answers.ts';

/**
 * Adds a schedule and sets its alarm; answers the schedules of its inbox that may fit some of its files, too. AppErrors with everything that is
 * wrong with it, and with `schedule_exists`.
 */
export async function addSchedule(
  { ledger, queue }: Pick<AccountContext, 'ledger' | 'queue'>,
  schedule: Schedule,
): Promise<readonly Schedule[]> {
  const found: Failure[] = [];
  const cron = judgeCron(schedule.cron);
  if (cron !== undefined) found.push({ code: 'schedule_wrong', field: '--cron', details: [cron] });
  if (!isTimeZone(schedule.timeZone)) {
    found.push({ code: 'schedule_wrong', field: '--tz', details: [message('setting_time_zone', {})] });
  }
  if (schedule.pattern.includes('/') || schedule.pattern.length > 200) {
    const details = [message('pattern_is_file_name', {})];
    found.push({ code: 'schedule_wrong', field: '--pattern', details });
  }
  if (!(await isInbox(schedule.inbox)))
    found.push({ code: 'inbox_unreachable', field: '--inbox', details: [named(schedule.inbox)] });
  const { answers } = schedule;
  if (answers !== undefined && !(await isInbox(answers)))
    found.push({ code: 'inbox_unreachable', field: '--answers', details: [named(answers)] });
  const unsafe = await whyAnswersUnsafe(schedule, ['done', 'refused']);
  if (unsafe !== undefined) found.push({ field: answers === undefined ? '--inbox' : '--answers', ...unsafe });
  const others = (await ledger.schedules.list()).filter(
    (one) => one.name !== schedule.name && canShare(one, schedule),
  );
  const rivals = others.filter((one) => isRival(one, schedule));
  for (const { name, pattern } of rivals)
    found.push({ code: 'schedule_overlaps', field: '--pattern', details: [named(`${name}: ${pattern}`)] });
  if (found.length > 0) throw new AppError(found);
  if (!(await ledger.schedules.add(schedule))) throw fail('schedule_exists', named(schedule.name));
  await ledger.history.note(
    '',
    message('schedule_was_added', { schedule: schedule.name, by: schedule.addedBy }),
  );
  await queue.alarms().replaceAll(await ledger.schedules.list());
  return others;
}

const named = (name: string) => message('named', { name });

function canShare(one: Schedule, other: Schedule): boolean {
  return one.inbox === other.inbox && canFitBoth(one.pattern, other.pattern);
}

/** Every file of one of them is one of the other. */
function isRival({ pattern }: Schedule, other: Schedule): boolean {
  return pattern === other.pattern || pattern === '*' || other.pattern === '*';
}

/** Takes a schedule away; its history stays, and a run that is under way is finished; see `Schedules.removeSchedule`. An AppError with `schedule_unknown`. */
export async function removeSchedule(
  { ledger, queue }: Pick<AccountContext, 'ledger' | 'queue'>,
  name: string,
  by: string,
): Promise<void> {
  if (!(await ledger.schedules.remove(name))) throw fail('schedule_unknown', named(name));
  await ledger.history.note('', message('schedule_was_removed', { schedule: name, by }));
  await queue.alarms().replaceAll(await ledger.schedules.list());
}
