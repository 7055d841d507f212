import { resolve } from 'node:path';
import { Argument, Option } from 'commander';
import { addSchedule } from '../../actions/add-schedule.ts';
import { inboxWarnings } from '../../actions/unsafe-answers.ts';
import type { Config } from '../../config.ts';
import { lastMap } from '../../domain/hints.ts';
import { answersOf, type NightPolicy, type Schedule } from '../../domain/schedule.ts';
import { dayMs, hourMs } from '../../domain/spans.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import { type Door, onDoor, usageWrong } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { type BatchFlags, batchOptionsOf, configOf, withBatchFlags, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { cents, hintsOf, wholeNumber } from '../reading-flags.ts';
import { sayNext, timesOf } from '../schedule-text.ts';

interface AddFlags extends BatchFlags {
  readonly cron: string;
  readonly tz?: string;
  readonly inbox: string;
  readonly answers?: string;
  readonly pattern: string;
  readonly skipRejected?: true;
  readonly maxRows?: number;
  readonly maxSum?: number;
  readonly requireTotals?: true;
  readonly fileOptional?: true;
  readonly numbered?: true;
  readonly retryFailed?: true;
  readonly stableFor: number;
  readonly marker?: string;
  readonly allowOpenEnd?: true;
  readonly wait: number;
}

const example =
  'npx linkmill schedule add nightly --cron "0 2 * * 1-5" --tz Europe/Paris --inbox ./inbox --pattern "refunds-*.csv"';

/** `schedule add NAME`: what its files are judged by is kept as it is said now, and is the same on every machine. */
export function scheduleAdd(door: Door): DoorCommand {
  const command = new DoorCommand('add', door).addArgument(new Argument('<name>').argParser(scheduleName));
  withPolicyFlags(
    command
      .requiredOption('--cron <cron>')
      .option('--tz <zone>')
      .requiredOption('--inbox <folder>')
      .option('--answers <folder>')
      .addOption(new Option('--pattern <names>').default('*')),
  );
  withSandboxFlag(withBatchFlags(command));
  return onDoor<AddFlags>(command, door, example, async (flags, name = '') => {
    const config = configOf(door, flags);
    return usingLedger(door, config, flags, false, async (open) => {
      const { now } = await open.mill.ledger.standing();
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

function withPolicyFlags(command: DoorCommand): DoorCommand {
  return command
    .option('--skip-rejected')
    .addOption(new Option('--max-rows <rows>').argParser(wholeNumber))
    .addOption(new Option('--max-sum <euros>').argParser(cents))
    .option('--require-totals')
    .option('--file-optional')
    .option('--numbered')
    .option('--retry-failed')
    .addOption(spanOption('--stable-for <span>', 10_000, '10s'))
    .addOption(new Option('--marker <ending>').argParser(ending))
    .option('--allow-open-end')
    .addOption(spanOption('--wait <span>', 600_000, '10m'));
}

function scheduleOf(door: Door, config: Config, flags: AddFlags, name: string, now: number): Schedule {
  return {
    name,
    cron: flags.cron.trim().replaceAll(/\s+/g, ' '),
    timeZone: flags.tz ?? config.batch.timeZone,
    inbox: resolve(flags.inbox),
    ...(flags.answers !== undefined && { answers: resolve(flags.answers) }),
    pattern: flags.pattern,
    addedAt: now,
    addedBy: person(),
    rules: {
      options: batchOptionsOf(config, flags, door.language),
      hints: { ...hintsOf(flags), isStanding: true },
      isMappedAsLast: flags.map?.includes(lastMap) ?? false,
      amountMaxCents: config.amountMaxCents,
      ...(flags.again !== undefined && { again: flags.again }),
    },
    policy: policyOf(flags),
  };
}

function policyOf(flags: AddFlags): NightPolicy {
  return {
    skipRejected: flags.skipRejected ?? false,
    ...(flags.maxRows !== undefined && { maxRows: flags.maxRows }),
    ...(flags.maxSum !== undefined && { maxSumCents: flags.maxSum }),
    requireTotals: flags.requireTotals ?? false,
    fileOptional: flags.fileOptional ?? false,
    numbered: flags.numbered ?? false,
    retryFailed: flags.retryFailed ?? false,
    stableForMs: flags.stableFor,
    ...(flags.marker !== undefined && { marker: flags.marker }),
    allowOpenEnd: flags.allowOpenEnd ?? false,
    waitMs: flags.wait,
  };
}

/** A name that can be a part of a key and of a path. */
function scheduleName(text: string): string {
  if (!/^[A-Za-z0-9][\w-]{0,39}$/.test(text)) throw usageWrong(message('must_be_schedule_name', {}));
  return text;
}

function spanOption(flags: string, defaultMs: number, shown: string): Option {
  return new Option(flags).argParser(span).default(defaultMs, shown);
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
