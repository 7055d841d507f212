import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AccountContext } from '../../src/actions/account-context.ts';
import { submitBatch } from '../../src/actions/submit/submit-batch.ts';
import { createBridge } from '../../src/bridge/bridge.ts';
import type { Batch } from '../../src/domain/batch.ts';
import { noHints } from '../../src/domain/hints.ts';
import { survey } from '../../src/ingest/ingest.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createPace } from '../../src/pace/pace.ts';
import { createBullQueue } from '../../src/queue/bull-queue.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openTables, sourceOf } from '../../src/tables/tables.ts';
import { realClock } from '../../src/wiring.ts';
import { options, quickTimes } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

/** Texts that must never appear in an output. */
export const clientSecret = 'the-secret-of-the-client';

/** A Redis and a provider, for any number of accounts one after the other. */
export interface Scene {
  readonly redis: TestRedis;
  readonly sandbox: Sandbox;
  account(name: string): Stage;
  stop(): Promise<void>;
}

/** The real parts of one account. */
export interface Stage {
  readonly context: AccountContext;
  readonly prefix: string;
  /** What was noted and warned of. */
  readonly notes: string[];
  close(): Promise<void>;
}

/** The provider refuses amounts above this, which the installation accepts. */
const mostEuros = 900;

export async function startScene(random: () => number): Promise<Scene> {
  const redis = await startTestRedis();
  const sandbox = await startSandbox({ rules: { maxAmount: mostEuros }, now: Date.now, random });
  return {
    redis,
    sandbox,
    account: (name) => stageOf(redis, sandbox, name),
    async stop() {
      await sandbox.close();
      await redis.stop();
    },
  };
}

function stageOf(redis: TestRedis, sandbox: Sandbox, account: string): Stage {
  const client = redis.connect();
  const prefix = accountPrefix(account);
  const pace = createPace(client, prefix, []);
  const { leaseMs } = quickTimes;
  const vault = testVault();
  const ledger = createLedger(client, {
    account,
    pace,
    leaseMs,
    refusalsToStop: 20,
    vault,
    randomId: randomUUID,
  });
  const queue = createBullQueue({
    prefix,
    connection: redis.connectionOptions,
    times: quickTimes,
    now: Date.now,
    onError: () => undefined,
  });
  const bridge = createBridge(
    {
      baseUrl: sandbox.url,
      version: '2025-01-15',
      clientId: 'test',
      clientSecret,
      timeoutMs: quickTimes.timeoutMs,
      connections: 20,
    },
    realClock,
  );
  const notes: string[] = [];
  const note = (message: string, facts?: object) => void notes.push(`${message} ${JSON.stringify(facts)}`);
  const context: AccountContext = {
    ledger,
    queue,
    pace,
    bridge,
    times: quickTimes,
    clock: realClock,
    installation: account.slice(0, 8),
    note,
    warn: ({ code, params }, cause) => note(code, { ...params, cause: String(cause) }),
    nothingUnderWay: () => false,
    amountMaxCents: ceilingCents,
  };
  return {
    context,
    prefix,
    notes,
    async close() {
      await queue.close();
      await bridge.close();
      client.disconnect();
    },
  };
}

const ceilingCents = 3_500_000;
const limits = { maxBytes: 1024 * 1024, maxRows: 10_000 };

/** A row as its file says it. */
export interface TrueRow {
  readonly reference: string;
  readonly cents: number;
  readonly iban: string;
  readonly payee: string;
  readonly label: string;
  readonly endToEnd: string;
  /** The file says nothing that can be read as an amount. */
  readonly isBad?: boolean;
}

const ibans = [
  'FR4014508000406764668712J28',
  'ES9121000418450200051332',
  'NL91ABNA0417164300',
  'BE68539007547034',
  'AT611904300234573201',
];

/** A row whose values all follow from a name and a number. */
export function trueRow(name: string, number: number, change: Partial<TrueRow> = {}): TrueRow {
  return {
    reference: name,
    cents: 1_000 + number * 37,
    iban: ibans[number % ibans.length] ?? '',
    payee: `Payee ${'ABCDEFGHIJ'[number % 10]} SARL`,
    label: `Order ${name}`,
    endToEnd: `E2E-${name}`,
    ...change,
  };
}

function textOf(rows: readonly TrueRow[]): string {
  const lines = rows.map(({ reference, cents, iban, payee, label, endToEnd, isBad }) => {
    const amount = isBad === true ? 'much' : (cents / 100).toFixed(2);
    return [reference, amount, iban, payee, label, endToEnd].join(',');
  });
  const header = 'client_reference,amount,iban,beneficiary_company_name,label,end_to_end_id';
  return `${[header, ...lines].join('\n')}\n`;
}

/** Submits a file as `run` does. */
export async function handIn({ context }: Pick<Stage, 'context'>, rows: readonly TrueRow[]): Promise<Batch> {
  const source = sourceOf('refunds.csv', () => Readable.from([Buffer.from(textOf(rows))]));
  const tables = await openTables(source, noHints, limits);
  const rules = { options, hints: noHints, amountMaxCents: ceilingCents, now: Date.now() };
  const surveyed = await survey(tables, rules);
  return submitBatch(context, { source, tables }, rules, surveyed, {}, new AbortController().signal);
}
