import { resolve } from 'node:path';
import { addSchedule } from '../../actions/schedule/add-schedule.ts';
import { inboxWarnings } from '../../actions/schedule/unsafe-answers.ts';
import type { Config } from '../../config.ts';
import { dayMs, hourMs } from '../../domain/dates/spans.ts';
import { defined } from '../../domain/defined.ts';
import { answersOf, type Schedule, schedulePolicySchema } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';
import { type FieldFlags, type FlagsOf, fieldsOf } from '../flag-specs.ts';
import { batchFlags, rulesOf, sandboxFlags } from '../flags.ts';
import { person } from '../person.ts';
import { cents, wholeNumber } from '../reading-flags.ts';
import { type Terminal, usageWrong } from '../terminal.ts';
import { showNextRuns, timesOf } from '../view/schedule-text.ts';

const addFlags = {
  '--cron <cron>': { required: true },
  '--tz <zone>': true,
  '--inbox <folder>': { required: true },
  '--answers <folder>': true,
  '--pattern <names>': { default: '*' },
  '--skip-rejected': true,
  '--max-rows <rows>': wholeNumber,
  '--max-sum <euros>': cents,
  '--require-totals': true,
  '--file-optional': true,
  '--numbered': true,
  '--retry-failed': true,
  '--stable-for <span>': { parse: span, default: 10_000, shown: '10s' },
  '--marker <ending>': ending,
  '--allow-open-end': true,
  '--wait <span>': { parse: span, default: 600_000, shown: '10m' },
  ...batchFlags,
  ...sandboxFlags,
} as const;

type AddFlags = FlagsOf<typeof addFlags>;

/** `schedule add NAME`: stores a schedule with its rules, which then are the same on every machine, whatever its settings. */
export const scheduleAdd = defineCommand({
  name: 'add',
  arguments: '<name>',
  reads: { name: scheduleName },
  flags: addFlags,
  example:
    'schedule add nightly --cron "0 2 * * 1-5" --tz Europe/Paris --inbox ./inbox --pattern "refunds-*.csv"',
  opens: 'ledger to change',
  async run({ terminal, flags, config, context, ledger }, name) {
    const { now } = await ledger.account.status();
    const schedule = scheduleOf(terminal, config, flags, name, now);
    const others = await addSchedule(context, schedule);
    terminal.show(message('schedule_added', { name }));
    const warnings = await inboxWarnings(schedule);
    terminal.show(...warnings.map((warning) => message('warning_message', { warning })));
    for (const other of others)
      terminal.show(message('warning_message', { warning: message('schedule_overlaps_with', other) }));
    showNextRuns(terminal, schedule, now);
    const { cron, inbox } = schedule;
    const next = timesOf(schedule, now);
    const overlaps = others.map((other) => other.name);
    return {
      result: { schedule: name, cron, inbox, answers: answersOf(schedule), warnings, next, overlaps },
    };
  },
});

function scheduleOf(
  terminal: Terminal,
  config: Config,
  flags: AddFlags,
  name: string,
  now: number,
): Schedule {
  const { hints, ...rules } = rulesOf(terminal, config, flags);
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
    policy: fieldsOf(schedulePolicySchema, policyFlags, flags),
  });
}

const policyFlags = {
  skipRejected: 'skipRejected',
  maxRows: 'maxRows',
  maxSumCents: 'maxSum',
  requireTotals: 'requireTotals',
  fileOptional: 'fileOptional',
  numbered: 'numbered',
  retryFailed: 'retryFailed',
  stableForMs: 'stableFor',
  marker: 'marker',
  allowOpenEnd: 'allowOpenEnd',
  waitMs: 'wait',
} as const satisfies FieldFlags<typeof schedulePolicySchema, AddFlags>;

/** A name that is safe as a part of a Redis key and of a path. */
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
