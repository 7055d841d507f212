import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccountContext } from '../../src/actions/account-context.ts';
import { FileStability } from '../../src/actions/schedule/file-stability.ts';
import { newRun, runSchedules } from '../../src/actions/schedule/run-schedules.ts';
import type { ScheduleContext } from '../../src/actions/schedule/schedule-context.ts';
import { noHints } from '../../src/domain/hints.ts';
import type { Schedule, ScheduledRun, SchedulePolicy } from '../../src/domain/schedule.ts';
import { startWorkers, type Workers } from '../../workers/main.ts';
import { options, startTestAccount, type TestAccount, trustLedger } from './account-context.ts';
import { shownNotice } from './notices.ts';

/** An account with a real inbox and what takes files out of it. */
export interface TestSchedule extends TestAccount {
  readonly inbox: string;
  schedule(policy?: Partial<SchedulePolicy>, change?: Partial<Schedule>): Schedule;
  write(name: string, text: string): void;
  /** Paths below the inbox, sorted; folders left out. */
  files(): string[];
  /** Opens a run for the time `ageMs` ago. */
  open(schedule: Schedule, ageMs?: number): Promise<ScheduledRun>;
  parts(context?: AccountContext): ScheduleContext;
  /** Runs the schedules once; calls with the same `FileStability` are those of one process. */
  look(stability?: FileStability, parts?: ScheduleContext): Promise<boolean>;
  /** Runs the schedules, with workers, until no run is open; returns the newest run. */
  finish(schedule: Schedule, parts?: ScheduleContext): Promise<ScheduledRun>;
  /** Deletes every lease, as if those of dead processes had run out. */
  endLeases(): Promise<void>;
  notices(): Promise<readonly ReturnType<typeof shownNotice>[]>;
}

/** A policy with times that a test can wait for. */
export const quickPolicy: SchedulePolicy = {
  skipRejected: false,
  requireTotals: false,
  fileOptional: false,
  numbered: false,
  retryFailed: false,
  stableForMs: 0,
  allowOpenEnd: false,
  waitMs: 600_000,
};

/** Starts an account and makes its inbox; `stop` removes the inbox as well. */
export async function startTestSchedule(
  set: Parameters<typeof startTestAccount>[0] = {},
): Promise<TestSchedule> {
  const one = await startTestAccount(set);
  await trustLedger(one.context);
  const inbox = mkdtempSync(join(tmpdir(), 'linkmill-inbox-'));
  const ownStability = new FileStability();
  const { signal } = new AbortController();
  const limits = { maxBytes: 1e9, maxRows: 1e6 };
  const parts = (context = one.context): ScheduleContext => ({
    context,
    limits,
    spoolFolder: inbox,
    randomId: randomUUID,
    signal,
  });
  const look = (stability = ownStability, own = parts()) => runSchedules(own, stability);
  const admin = one.redis.connect();
  return {
    ...one,
    inbox,
    parts,
    look,
    schedule: (policy = {}, change = {}) => ({
      name: 'nightly',
      cron: '0 2 * * 1-5',
      timeZone: 'Europe/Paris',
      inbox,
      pattern: '*',
      addedAt: Date.now(),
      addedBy: 'ada@example',
      rules: { options, hints: noHints, isMappedAsLast: false, amountMaxCents: 3_500_000 },
      policy: { ...quickPolicy, ...policy },
      ...change,
    }),
    write: (name, text) => writeFileSync(join(inbox, name), text),
    files: () =>
      readdirSync(inbox, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(inbox.length + 1))
        .toSorted(),
    async open(schedule, ageMs = 0) {
      const at = Date.now() - ageMs;
      const [last] = await one.context.ledger.schedules.runs(schedule.name, 1);
      const run = await one.context.ledger.schedules.saveRun(newRun(schedule, at, at, last));
      if (run === undefined) throw new Error('the run was not opened');
      return run;
    },
    async finish(schedule, own = parts()) {
      const workers: Workers = startWorkers(one.context, 10);
      try {
        for (let round = 0; await look(ownStability, own); round += 1) {
          if (round === 6_000)
            throw new Error(`not finished: ${JSON.stringify(await one.context.ledger.schedules.openRuns())}`);
          await pause(50);
        }
      } finally {
        await workers.stop();
      }
      const [run] = await one.context.ledger.schedules.runs(schedule.name, 1);
      if (run === undefined) throw new Error('no run');
      return run;
    },
    async endLeases() {
      for (const key of await admin.keys('*:leases')) await admin.del(key);
    },
    async notices() {
      const posted = await one.context.ledger.notices.list(1_000);
      return posted.toReversed().map(({ notice }) => shownNotice(notice));
    },
    async stop() {
      await one.stop();
      if (existsSync(inbox)) rmSync(inbox, { recursive: true, force: true });
    },
  };
}

/** A file of valid rows with references of this prefix; amounts count up from `cents`, by default from other ones for each prefix letter. */
export function list(prefix: string, rows: number, cents = 100 + (prefix.codePointAt(0) ?? 0) * 100): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const digits = String(cents + at);
    return `${prefix}-${at},${digits.slice(0, -2)}.${digits.slice(-2)},FR4014508000406764668712J28,Exemple SARL`;
  });
  return `${['client_reference,amount,iban,beneficiary_company_name', ...lines].join('\n')}\n`;
}
