import { randomUUID } from 'node:crypto';
import type { AccountContext } from '../../src/actions/account-context.ts';
import { createBridge } from '../../src/bridge/bridge.ts';
import type { BatchOptions } from '../../src/domain/batch.ts';
import type { Iban } from '../../src/domain/instruction.ts';
import type { Limit } from '../../src/domain/settings/limits.ts';
import { protocolTimes } from '../../src/domain/settings/protocol-times.ts';
import { fingerprintOfRow } from '../../src/domain/wire-values.ts';
import { accountPrefix, type NewEntry } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createPace } from '../../src/pace/pace.ts';
import { createBullQueue } from '../../src/queue/bull-queue.ts';
import { type Faults, type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { realClock } from '../../src/wiring.ts';
import { startTestRedis, type TestRedis } from './redis.ts';
import { testVault } from './vault.ts';

export const account = 'testaccount';
export const installation = account.slice(0, 8);
export const payer = { kind: 'company', companyName: 'Example SARL' } as const;
export const options: BatchOptions = {
  payer,
  expiresInSeconds: 3600,
  labelTemplate: 'Refund {reference}',
  defaultBeneficiary: false,
  timeZone: 'Europe/Paris',
  transliterate: false,
  fullNames: 'company',
  language: 'en',
};

/** Protocol times short enough for a test to wait for. */
export const quickTimes = {
  ...protocolTimes({ timeoutMs: 800, lateCommitMs: 300, listingDelayMs: 200 }),
  leaseMs: 1_500,
  provenAbsentAfterMs: 1_800,
};

export interface TestAccount {
  readonly redis: TestRedis;
  readonly sandbox: Sandbox;
  readonly context: AccountContext;
  /** A second context of the same account, as another process has one. */
  another(): AccountContext;
  readonly notes: string[];
  stop(): Promise<void>;
}

/** An account context on a real Redis and a sandbox, for tests of use cases. */
export async function startTestAccount(
  set: { limits?: readonly Limit[]; faults?: Faults; providerAheadMs?: number } = {},
): Promise<TestAccount> {
  const redis = await startTestRedis();
  const limits = set.limits ?? [];
  const faults = set.faults === undefined ? {} : { faults: set.faults };
  const sandbox = await startSandbox({
    limits,
    now: () => Date.now() + (set.providerAheadMs ?? 0),
    random: Math.random,
    ...faults,
  });
  const notes: string[] = [];
  const closers: (() => Promise<void>)[] = [];

  function build(): AccountContext {
    const client = redis.connect();
    const prefix = accountPrefix(account);
    const pace = createPace(client, prefix, limits);
    const ledger = createLedger(client, {
      account,
      pace,
      leaseMs: quickTimes.leaseMs,
      refusalsToStop: 20,
      vault: testVault(),
      randomId: randomUUID,
    });
    const connection = redis.connectionOptions;
    const queue = createBullQueue({
      prefix,
      connection,
      times: quickTimes,
      now: Date.now,
      onError: () => undefined,
    });
    const credentials = { clientId: 'test', clientSecret: 'test' };
    const bridge = createBridge(
      {
        baseUrl: sandbox.url,
        version: '2025-01-15',
        ...credentials,
        timeoutMs: quickTimes.timeoutMs,
        connections: 20,
      },
      realClock,
    );
    closers.push(
      () => queue.close(),
      () => bridge.close(),
    );
    const note = (message: string) => void notes.push(message);
    return {
      ledger,
      queue,
      pace,
      bridge,
      times: quickTimes,
      clock: realClock,
      installation,
      note,
      warn: ({ code }) => note(code),
      nothingUnderWay: () => false,
      amountMaxCents: 100_000_000,
    };
  }

  return {
    redis,
    sandbox,
    context: build(),
    another: build,
    notes,
    async stop() {
      for (const close of closers) await close();
      await sandbox.close();
      await redis.stop();
    },
  };
}

/** A valid row with its own reference. */
export function row(
  line: number,
  change: Partial<NewEntry['contents']> & { reference?: string } = {},
): NewEntry {
  const { reference = `ref-${line}`, ...contents } = change;
  const whole = {
    amountCents: 100 + line,
    currency: 'EUR' as const,
    iban: 'FR4014508000406764668712J28' as Iban,
    beneficiary: { kind: 'company' as const, companyName: 'Exemple SARL' },
    ...contents,
  };
  const label = whole.label ?? `Refund ${reference}`;
  return { line, reference, contents: whole, label, fingerprint: fingerprintOfRow(whole, label, payer) };
}

/** Opens a batch, enters these rows and commits it. */
export async function enterBatch(
  { ledger }: Pick<AccountContext, 'ledger'>,
  id: string,
  rows: readonly NewEntry[],
): Promise<void> {
  await ledger.batches.open({
    id,
    file: `${id}.csv`,
    fileRows: rows.length,
    options,
    amountMaxCents: 3_500_000,
  });
  await ledger.entries.enter(id, rows);
  const lines = rows.map(({ line }) => line);
  await ledger.batches.commit(id, [{ first: Math.min(...lines), last: Math.max(...lines) }], undefined);
}

/** Marks the ledger as sound without a recovery scan. */
export async function trustLedger({ ledger }: Pick<AccountContext, 'ledger'>): Promise<void> {
  await ledger.sendings.doubts(0);
  const { epoch } = await ledger.account.status();
  await ledger.account.trust(epoch, true);
}

/** Makes the link of a row at the sandbox without the ledger; it expires after `lifeMs`. */
export async function makeLink(
  { bridge }: Pick<AccountContext, 'bridge'>,
  { reference, contents, label }: NewEntry,
  tag: string,
  lifeMs = 3_600_000,
) {
  const { iban, beneficiary, amountCents } = contents;
  const reply = await bridge.createLink(
    {
      reference: reference ?? '',
      tag,
      endToEndId: reference ?? '',
      amountCents,
      label,
      payer,
      ...(iban !== undefined && { iban }),
      ...(beneficiary !== undefined && { beneficiary }),
      expiresAt: new Date(Date.now() + lifeMs).toISOString(),
    },
    { latestWallMs: Date.now() + 60_000, latestMonotonicMs: performance.now() + 60_000 },
  );
  if (reply.kind !== 'created') throw new Error(reply.kind);
  return { id: reply.id, url: reply.url };
}
