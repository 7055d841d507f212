import { resolve } from 'node:path';
import { Argument, Option } from 'commander';
import { addSchedule } from '../../actions/add-schedule.ts';
import { inboxWarnings } from '../../actions/unsafe-answers.ts';
import type { Config } from '../../config.ts';
import { defined } from '../../domain/defined.ts';
import { answersOf, nightPolicySchema, type Schedule } from '../../domain/schedule.ts';
import { dayMs, hourMs } from '../../domain/spans.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import { type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { type FieldOptions, fieldsOf, withOptions } from '../field-options.ts';
import { type BatchFlags, configOf, rulesOf, withBatchFlags, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { cents, wholeNumber } from '../reading-flags.ts';
import { sayNext, timesOf } from '../schedule-text.ts';

interface AddFlags extends BatchFlags {
  readonly cron: string;
  readonly tz?: string;
  readonly inbox: string;
  readonly answers?: string;
  readonly pattern: string;
}

const example =
  'npx linkmill schedule add nightly --cron "0 2 * * 1-5" --tz Europe/Paris --inbox ./inbox --pattern "refunds-*.csv"';

/** `schedule add NAME`: what its files are judged by is kept as it is said now, and is the same on every machine. */
export function scheduleAdd(door: Door): DoorCommand {
  const command = new DoorCommand('add', door).addArgument(new Argument('<name>').argParser(scheduleName));
  command
    .requiredOption('--cron <cron>')
    .option('--tz <zone>')
    .requiredOption('--inbox <folder>')
    .option('--answers <folder>')
    .addOption(new Option('--pattern <names>').default('*'));
  withOptions(command, policyOptions);
  withSandboxFlag(withBatchFlags(command));
  return onDoor<AddFlags>(command, door, example, async (flags, name = '') => {
    const config = configOf(door, flags);
    return usingLedger(door, config, flags, false, async (open) => {
      const { now } = await open.mill.ledger.account.standing();
      const schedule = scheduleOf(door, config, flags, name, now);
      const others = await addSchedule(open.mill, schedule);
      door.show(message('schedule_added', { name }));
      const warnings = await inboxWarnings(schedule);
      door.show(...warnings.map((warning) => message('warning_message', { warning })));
      for (const other of others)
        door.show(message('warning_message', { warning: message('schedule_overlaps_with', other) }));
      sayNext(door, schedule, now);
      door.result({
        schedule: name,
        cron: schedule.cron,
        inbox: schedule.inbox,
        answers: answersOf(schedule),
        warnings,
        next: timesOf(schedule, now),
        overlaps: others.map((other) => other.name),
      });
      return 0;
    });
  });
}

const policyOptions: FieldOptions<typeof nightPolicySchema> = {
  skipRejected: new Option('--skip-rejected'),
  maxRows: new Option('--max-rows <rows>').argParser(wholeNumber),
  maxSumCents: new Option('--max-sum <euros>').argParser(cents),
  requireTotals: new Option('--require-totals'),
  fileOptional: new Option('--file-optional'),
  numbered: new Option('--numbered'),
  retryFailed: new Option('--retry-failed'),
  stableForMs: new Option('--stable-for <span>').argParser(span).default(10_000, '10s'),
  marker: new Option('--marker <ending>').argParser(ending),
  allowOpenEnd: new Option('--allow-open-end'),
  waitMs: new Option('--wait <span>').argParser(span).default(600_000, '10m'),
};

function scheduleOf(door: Door, config: Config, flags: AddFlags, name: string, now: number): Schedule {
  const { hints, ...rules } = rulesOf(door, config, flags);
  return defined<Schedule>({
    name,
    cron: flags.cron.trim().replaceAll(/\s+/g, ' '),
    timeZone: flags.tz ?? config.batch.timeZone,
    inbox: resolve(flags.inbox),
    answers: flags.answers === undefined ? undefined : resolve(flags.answers),
    pattern: flags.pattern,
    addedAt: now,
    addedBy: person(),
    rules: { ...rules, hints: { ...hints, isStanding: true } },
    policy: fieldsOf(nightPolicySchema, policyOptions, flags),
  });
}

/** A name that can be a part of a key and of a path. */
function scheduleName(text: string): string {
  if (!/^[A-Za-z0-9][\w-]{0,39}$/.test(text)) throw usageWrong(message('must_be_schedule_name', {}));
  return text;
}

function span(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const unitMs = { s: 1000, m: 60_000, h: hourMs }[unit];
  const ms = Number(count) * (unitMs ?? Number.NaN);
  if (Number.isNaN(ms) || ms > dayMs) throw usageWrong(message('must_be_waiting_time', {}));
  return ms;
}

function ending(text: string): string {
  if (!/^\.[\w.-]{1,20}$/.test(text)) throw usageWrong(message('must_be_ending', {}));
  return text;
}
