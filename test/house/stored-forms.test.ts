import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { accountId } from '../../src/domain/account.ts';
import type { Audit } from '../../src/domain/audit.ts';
import {
  type BatchOptions,
  type Decision,
  fullNamesChoices,
  type PersonsDecision,
} from '../../src/domain/batch.ts';
import { columns } from '../../src/domain/column.ts';
import { dayOrders } from '../../src/domain/dates/day-order.ts';
import { type Link, linkEnds } from '../../src/domain/entry.ts';
import { type Failure, type FailureCode, failures } from '../../src/domain/failure.ts';
import type { Hints, Remembered } from '../../src/domain/hints.ts';
import type { Contents, Iban, Party, Reference } from '../../src/domain/instruction.ts';
import { accountSettings, type NamedAccount } from '../../src/domain/named-account.ts';
import type { RecoveryScan } from '../../src/domain/notices/alarms.ts';
import type { Delivery, Notice } from '../../src/domain/notices/notice.ts';
import { nameOrders } from '../../src/domain/parties/whole-name.ts';
import { besideAmounts, type Plan } from '../../src/domain/plan.ts';
import { addedKinds } from '../../src/domain/report-columns.ts';
import type { RunFile, Schedule, ScheduledRun } from '../../src/domain/schedule.ts';
import { delimiters, encodings, newlines } from '../../src/domain/table.ts';
import { languages } from '../../src/i18n/i18n.ts';
import { type Message, message } from '../../src/i18n/messages.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { enterBatch, trustLedger } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

/**
 * A value with every optional field present. A field missing in a schema would be lost at the next write: then the value does not
 * compile, or the round trip returns another one.
 */
type Full<T> = T extends string | number | boolean | Message
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Full<Item>[]
    : { readonly [name in keyof T]-?: Full<Exclude<T[name], undefined>> };
type Any<T> = fc.Arbitrary<Full<T>>;

/** Any text without lone surrogates, which UTF-8 cannot encode. */
const words = fc.string({ unit: 'binary', maxLength: 40 });
/** Printable text only: a notice is stored without control characters. */
const plainWords = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
const whole = fc.nat();
const yes = fc.constant(true as const);
const one = <const T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
const messages: fc.Arbitrary<Message> = words.map((found) => message('found', { found }));
const plainMessages: fc.Arbitrary<Message> = plainWords.map((found) => message('found', { found }));
const mark = one(['.', ','] as const);
const unit = one(['euros', 'cents'] as const);

const failure: Any<Failure> = fc.record({
  code: one(['amount_missing', 'provider_refused', 'ledger_forged'] as const),
  field: words,
  details: list(messages),
  detail: words,
});

const party: Any<Party> = fc.oneof(
  fc.record({ kind: fc.constant('person' as const), firstName: words, lastName: words }),
  fc.record({ kind: fc.constant('company' as const), companyName: words }),
);

const options: Any<BatchOptions> = fc.record({
  payer: party,
  expiresInSeconds: whole,
  expiresInBusinessDays: whole,
  labelTemplate: words,
  callbackUrl: words,
  defaultBeneficiary: fc.boolean(),
  timeZone: words,
  transliterate: fc.boolean(),
  fullNames: one(fullNamesChoices),
  language: one(languages),
});

const remembered: Any<Remembered> = fc.record({
  map: list(fc.record({ column: one([...columns, 'ignore'] as const), header: words })),
  only: list(fc.record({ header: words, value: words })),
});

const hints: Any<Hints> = fc.record({
  sheet: words,
  encoding: one(encodings),
  map: list(fc.record({ column: one([...columns, 'ignore'] as const), header: words })),
  only: list(fc.record({ header: words, value: words })),
  isStanding: fc.boolean(),
  decimalMark: mark,
  unit,
  dateOrder: one(dayOrders),
  expectRows: whole,
  expectSumCents: whole,
});

const plan: Any<Plan> = fc.record({
  format: fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      isPacked: fc.boolean(),
      encoding: one(encodings),
      hasBom: fc.boolean(),
      delimiter: one(delimiters),
      newline: one(newlines),
      hasSeparatorLine: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('sheet' as const), isPacked: fc.boolean(), sheet: words }),
  ),
  headerLine: whole,
  header: list(words),
  added: one(addedKinds),
  addedAt: list(whole),
  at: fc.record(Object.fromEntries(columns.map((column) => [column, whole]))) as Any<Plan['at']>,
  amounts: fc.oneof(
    fc.record({ kind: fc.constant('said' as const), unit, decimalMark: mark }),
    fc.record({
      kind: fc.constant('proven' as const),
      unit,
      decimalMark: mark,
      groupMark: words,
      proving: whole,
      marked: whole,
    }),
    fc.record({ kind: fc.constant('contradictory' as const), unit, points: whole, commas: whole }),
    fc.record({ kind: fc.constant('unproven' as const), unit }),
  ),
  besideAmounts: list(one(besideAmounts)),
  hasReplacedLetters: yes,
  dayOrder: fc.oneof(
    fc.record({ kind: fc.constant('said' as const), order: one(dayOrders) }),
    fc.record({
      kind: fc.constant('proven' as const),
      order: one(dayOrders),
      proving: whole,
      ordered: whole,
    }),
    fc.record({ kind: fc.constant('contradictory' as const), daysFirst: whole, monthsFirst: whole }),
    fc.record({ kind: fc.constant('unproven' as const) }),
  ),
  nameOrder: one(nameOrders),
  only: list(fc.record({ at: whole, values: list(words) })),
  remarks: list(whole),
  totalLines: list(whole),
});

const failureCodes = Object.keys(failures) as FailureCode[];

const counts = {
  created: whole,
  refused: whole,
  failed: whole,
  cancelled: whole,
  known: whole,
  doubtful: whole,
  open: whole,
};
const audit: Any<Audit> = fc.record({
  at: fc.constant(1_800_000_000_000),
  balanced: fc.boolean(),
  rows: fc.record({ ...counts, rows: whole, rejected: whole }),
  cents: fc.record(counts),
  links: fc.record({ valid: whole, completed: whole, expired: whole, revoked: whole, unknown: whole }),
  knownEnded: whole,
  linksFrom: whole,
  fileDigest: words,
  reportDigest: words,
  imbalances: list(fc.record({ line: whole, failure })),
  imbalanceCount: whole,
});

const name = fc.stringMatching(/^[a-z0-9_-]{1,40}$/);
const schedule: Any<Schedule> = fc.record({
  name,
  cron: words,
  timeZone: fc.constant('Europe/Paris'),
  inbox: words,
  answers: words,
  pattern: words,
  addedAt: whole,
  addedBy: words,
  rules: fc.record({
    options,
    hints,
    isMappedAsLast: fc.boolean(),
    amountMaxCents: whole,
    again: words,
  }),
  policy: fc.record({
    skipRejected: fc.boolean(),
    maxRows: whole,
    maxSumCents: whole,
    requireTotals: fc.boolean(),
    fileOptional: fc.boolean(),
    numbered: fc.boolean(),
    retryFailed: fc.boolean(),
    stableForMs: whole,
    marker: words,
    allowOpenEnd: fc.boolean(),
    waitMs: whole,
  }),
});

const file = { name: words, stamp: words };
const run: Any<ScheduledRun> = fc.record({
  schedule,
  at: fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 }),
  state: one(['open', 'working', 'closed', 'missed'] as const),
  revision: fc.constant(0),
  openedAt: whole,
  closedAt: whole,
  isReached: yes,
  by: words,
  missed: whole,
  files: list(
    fc.record({
      ...file,
      kind: one(['submitted', 'repeated', 'refused', 'left'] as const),
      stage: one(['taking', 'taken', 'moved', 'answered'] as const),
      marker: fc.record(file),
      batch: words,
      rows: whole,
      amountCents: whole,
      place: words,
      answer: words,
      toCorrect: words,
      failures: fc.record(Object.fromEntries(failureCodes.map((code) => [code, whole]))) as Any<
        RunFile['failures']
      >,
      remarks: list(messages),
    }),
  ),
  retried: list(
    fc.record({ batch: words, rows: whole, place: words, answer: words, isAnswered: fc.boolean() }),
  ),
  lastNumber: whole,
  missingNumbers: list(whole),
  stays: list(fc.record(file)),
  why: fc
    .tuple(words, failure)
    .map(([about, of]) => message('obstacle', { about, reasons: [message('as_failure', { failure: of })] })),
  ended: fc.record({ by: words, why: words }),
  notified: list(words),
});

const notice: Any<Notice> = fc.record({
  id: name,
  kind: one(['trial', 'run_ended', 'books_unbalanced'] as const),
  at: whole,
  subject: plainMessages,
  lines: list(plainMessages),
  facts: fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), whole, { maxKeys: 3 }),
  next: list(plainWords),
});

const delivery: Any<Delivery> = fc.record({
  kind: one(['waiting', 'delivered', 'undelivered', 'outdated'] as const),
  attempts: whole,
  firstAt: whole,
  lastAt: whole,
  answer: messages,
});

const instant = fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 });

const decision: Any<Omit<Decision, 'at'>> = fc.record({ by: words, why: fc.oneof(words, messages) });
const personsDecision: Any<Omit<PersonsDecision, 'at'>> = fc.record({ by: words, why: words });

const recoveryScan: Any<RecoveryScan> = fc.record({
  epoch: words,
  since: instant,
  at: instant,
  links: whole,
  isLoss: fc.boolean(),
});

const contents: Any<Contents> = fc.record({
  endToEndId: words,
  amountCents: fc.integer({ min: 1, max: 1_000_000 }),
  currency: fc.constant('EUR' as const),
  iban: fc.constant('FR7630006000011234567890189' as Iban),
  beneficiary: party,
  label: words,
  payer: party,
  payerReference: words,
  expiresAt: fc.constant('2027-01-31T10:00:00Z'),
  callbackUrl: words,
});

const link: Any<Link> = fc.record({
  id: name,
  url: name.map((id) => `https://pay.bridgeapi.io/link/${id}`),
  expiresAt: fc.constant('2027-01-31T10:00:00Z'),
});

const typed = plainWords.filter((text) => text !== '');
const clientId = fc.stringMatching(/^[!-~]{1,40}$/);
const account: Any<NamedAccount> = fc
  .record({
    name: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
    clientId,
    secret: fc.oneof(
      fc.record({ kind: fc.constant('file' as const), path: typed }),
      fc.record({ kind: fc.constant('variable' as const), variable: fc.constant('SHOP_SECRET') }),
      fc.record({ kind: fc.constant('stored' as const), sealed: typed }),
    ),
    settings: fc.record({
      ...(Object.fromEntries(accountSettings.map((setting) => [setting, typed])) as Record<
        (typeof accountSettings)[number],
        typeof typed
      >),
      BRIDGE_BASE_URL: fc.constant('https://api.bridgeapi.io'),
    }),
    addedAt: whole,
    addedBy: plainWords,
  })
  .map((one) => ({ ...one, id: accountId('api.bridgeapi.io', one.clientId) }));

let server: TestRedis;
let redis: Redis;
let ledger: Ledger;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(() => redis.flushall());
afterAll(() => server.stop());

/** Checks each value on an empty Redis; `reader` is a second ledger, like that of another process. */
async function everyOne<T>(stored: fc.Arbitrary<T>, check: (value: T, reader: Ledger) => Promise<void>) {
  const property = fc.asyncProperty(stored, async (value) => {
    await redis.flushall();
    ledger = openLedger();
    await check(value, openLedger());
  });
  await fc.assert(property, { numRuns: 40 });
}

function openLedger(): Ledger {
  return createLedger(redis, {
    account: 't',
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 20_000,
    refusalsToStop: 20,
    randomId: randomUUID,
    vault: testVault(),
  });
}

const batch = { id: 'one', file: 'one.csv', fileRows: 1, amountMaxCents: 100 };
const plainOptions: BatchOptions = {
  expiresInSeconds: 3600,
  labelTemplate: 'Refund {reference}',
  defaultBeneficiary: false,
  timeZone: 'UTC',
  transliterate: false,
  fullNames: 'company',
  language: 'en',
};

test('the options of a batch come back with every field', async () => {
  await everyOne(options, async (value, reader) => {
    await ledger.batches.open({ ...batch, options: value, again: 'word', leftOutRows: 1 });
    expect(await reader.batches.read('one')).toMatchObject({
      ...batch,
      options: value,
      again: 'word',
      leftOutRows: 1,
    });
    expect((await reader.batches.read('one'))?.options).toEqual(value);
  });
});

test('the plan of a file comes back with every field', async () => {
  await everyOne(plan, async (value, reader) => {
    await ledger.batches.open({ ...batch, options: plainOptions });
    const bytes = (async function* () {
      yield Buffer.from('a,b\n');
    })();
    await ledger.sources.save('one', bytes, value as Plan);
    expect(await reader.sources.plan('one')).toEqual(value);
  });
});

test('closed books come back with every field', async () => {
  await everyOne(audit, async (value, reader) => {
    await ledger.batches.open({ ...batch, options: plainOptions });
    await ledger.audits.save('one', value, 'never');
    expect(await reader.audits.read('one')).toEqual(value);
  });
});

test('the failures of a rejected row come back with every field', async () => {
  await everyOne(list(failure), async (value, reader) => {
    await ledger.batches.open({ ...batch, options: plainOptions });
    await ledger.batches.reject('one', [{ line: 2, failures: value }]);
    expect((await reader.batches.rejections('one', [2])).get(2)).toEqual(value);
  });
});

test('a remembered column mapping comes back with every field', async () => {
  await everyOne(remembered, async (value, reader) => {
    await ledger.mappings.remember('a header', value);
    expect(await reader.mappings.among(['a header'])).toEqual(value);
  });
});

test('a schedule comes back with every field', async () => {
  await everyOne(schedule, async (value, reader) => {
    await ledger.schedules.add(value);
    expect(await reader.schedules.list()).toEqual([value]);
  });
});

test('a scheduled run comes back with every field', async () => {
  await everyOne(run, async (value, reader) => {
    const { revision } = (await ledger.schedules.saveRun(value)) ?? {};
    expect(await reader.schedules.run(value.schedule.name, value.at)).toEqual({ ...value, revision });
  });
});

test('a notice and its delivery come back with every field', async () => {
  await everyOne(fc.tuple(notice, delivery), async ([value, outcome], reader) => {
    await ledger.notices.post(value);
    await ledger.notices.settle('mail', value.id, outcome);
    const waiting = { kind: 'waiting', attempts: 0 };
    expect(await reader.notices.list(1)).toEqual([
      { notice: value, deliveries: { mail: outcome, webhook: waiting } },
    ]);
  });
});

test('a decision about a batch comes back with every field', async () => {
  await everyOne(
    fc.tuple(decision, one(['paused', 'cancelled', 'revoked'])),
    async ([value, kind], reader) => {
      await ledger.batches.open({ ...batch, options: plainOptions });
      await ledger.batches.decide('one', kind, value);
      expect(await reader.batches.read('one')).toMatchObject({
        [kind]: { ...value, at: expect.any(Number) },
      });
    },
  );
});

test('an audit event of a batch comes back with every field', async () => {
  await everyOne(messages, async (event, reader) => {
    await ledger.history.note('one', event);
    expect(await reader.history.auditEvents('one')).toEqual([{ at: expect.any(Number), event }]);
  });
});

test('the status of an account comes back with every field', async () => {
  await everyOne(
    fc.tuple(recoveryScan, personsDecision, decision),
    async ([scanned, accepted, stopped], reader) => {
      await ledger.account.noteSeen(scanned.at, scanned);
      await ledger.account.resume(accepted);
      await ledger.account.stop(stopped);
      const status = await reader.account.status();
      expect(status.recoveryScan).toEqual(scanned);
      expect(status.unprovenAccepted).toEqual({ ...accepted, at: expect.any(Number) });
      expect(status.stopped).toEqual({ ...stopped, at: expect.any(Number) });
    },
  );
});

const key = { batch: 'one', line: 2 };

/** Enters a row in a committed batch of a sound ledger, so that it may be sent. */
async function enterRow(row: Contents, label = 'label'): Promise<void> {
  await trustLedger({ ledger });
  await enterBatch({ ledger }, 'one', [
    { line: 2, reference: 'r' as Reference, contents: row, label, fingerprint: '' },
  ]);
}

test('a row comes back with every field', async () => {
  await everyOne(fc.tuple(contents, words), async ([value, label], reader) => {
    await enterRow(value, label);
    expect(await reader.entries.read(key)).toMatchObject({ reference: 'r', label });
    expect((await reader.entries.read(key))?.contents).toEqual(value);
  });
});

test('the failure of an entry, and the reason why it has no link, come back with every field', async () => {
  await everyOne(fc.tuple(contents, failure, messages), async ([row, value, why], reader) => {
    await enterRow(row);
    await ledger.sendings.claim(key, true);
    const ending = { kind: 'refused', failure: value, providerCode: '' } as const;
    const answer = { code: 'row_refused', why } as const;
    await ledger.sendings.settle(key, { attempt: 1, generation: 0 }, ending, answer);
    expect((await reader.entries.read(key))?.state).toEqual({ kind: 'refused', failure: value });
    expect(await reader.history.rowEvents('one', 2)).toMatchObject([
      { event: { code: 'row_refused', params: { more: [why] } } },
    ]);
  });
});

test('a link, and the earlier links of an entry, come back with every field', async () => {
  await everyOne(
    fc.tuple(contents, link, one(linkEnds), instant),
    async ([row, value, status, at], reader) => {
      await enterRow(row);
      await ledger.sendings.claim(key, true);
      const ending = { kind: 'created', link: value, recovered: false, isVerified: true } as const;
      await ledger.sendings.settle(key, { attempt: 1, generation: 0, reference: 'r' as Reference }, ending);
      const entry = await reader.entries.read(key);
      expect(entry?.state).toEqual(ending);
      if (entry === undefined) return;
      const reissuedExpiry = '2027-02-28T10:00:00Z';
      await ledger.links.reissue(entry, status, reissuedExpiry, { by: 'somebody', why: '' }, at);
      expect(await reader.entries.read(key)).toMatchObject({
        generation: 1,
        reissuedExpiry,
        wantedAt: at,
        earlierLinks: [{ id: value.id, url: value.url, status, at }],
      });
    },
  );
});

test('an account of the registry comes back with every field', async () => {
  await everyOne(account, async (value) => {
    await createAccounts(redis, testVault()).add(value);
    expect(await createAccounts(redis, testVault()).all()).toMatchObject({
      accounts: [value],
      unreadable: [],
    });
  });
});
