import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addSchedule } from '../../actions/add-schedule.ts';
import { inboxWarnings } from '../../actions/unsafe-answers.ts';
import type { Config } from '../../config.ts';
import { lastMap } from '../../domain/hints.ts';
import { answersOf, type NightPolicy, type Schedule } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { openLedger } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
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
export function scheduleAdd(door: Door): Command {
  const command = new Command('add').argument(
    '<name>',
    'of the schedule: letters, digits, - and _',
    scheduleName,
  );
  command.description('Adds a schedule: at its times, workers take the files of its inbox.');
  withPolicyFlags(
    command
      .requiredOption('--cron <cron>', 'minute, hour, day, month, weekday; before them seconds, if you like')
      .option('--tz <zone>', 'zone in which the cron is meant (default: LINKMILL_TIME_ZONE)')
      .requiredOption('--inbox <folder>', 'where the files come')
      .option(
        '--answers <folder>',
        'where files and answers are put (default: done and refused in the inbox)',
      )
      .option('--pattern <names>', 'names of the files that are meant', '*'),
  );
  withSandboxFlag(withBatchFlags(command));
  return onDoor<AddFlags>(command, door, example, async (flags, name = '') => {
    const config = configOf(door, flags);
    const open = await openLedger(door, config, flags, false);
    try {
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
    } finally {
      await open.close();
    }
  });
}

function withPolicyFlags(command: Command): Command {
  return command
    .option(
      '--skip-rejected',
      'send the good rows of a file that has rejected ones; else it is refused whole',
    )
    .option('--max-rows <rows>', 'of all files of one date: what goes above is refused', wholeNumber)
    .option('--max-sum <euros>', 'of all files of one date, for instance 12345.67', cents)
    .option('--require-totals', 'refuse a file that declares no total')
    .option('--file-optional', 'no file is nothing to be told of')
    .option('--numbered', 'a gap in the last number of the names is told')
    .option('--retry-failed', 'give failed rows of the last seven days back, where waiting helps')
    .addOption(
      spanOption('--stable-for <span>', 'a file that stood still for so long is complete', 10_000, '10s'),
    )
    .option(
      '--marker <ending>',
      'instead: a.csv is complete once a.csv.done or a.done is there, for instance .done',
      ending,
    )
    .option('--allow-open-end', 'the exporter ends no last line')
    .addOption(spanOption('--wait <span>', 'so long after the slot files are waited for', 600_000, '10m'));
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
export function scheduleName(text: string): string {
  if (!/^[A-Za-z0-9][\w-]{0,39}$/.test(text))
    throw new InvalidArgumentError('It must be letters, digits, - and _, at most 40.');
  return text;
}

function spanOption(flags: string, description: string, defaultMs: number, shown: string): Option {
  return new Option(flags, description).argParser(span).default(defaultMs, shown);
}

function span(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000 }[unit];
  const ms = Number(count) * (unitMs ?? Number.NaN);
  if (Number.isNaN(ms) || ms > 86_400_000)
    throw new InvalidArgumentError('It must be a time of at most a day, for instance 10s, 15m or 2h.');
  return ms;
}

function ending(text: string): string {
  if (!/^\.[\w.-]{1,20}$/.test(text))
    throw new InvalidArgumentError('It must be an ending, for instance .done.');
  return text;
}
