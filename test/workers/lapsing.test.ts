import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addBusinessDays } from '../../src/domain/dates/business-days.ts';
import { localDate } from '../../src/domain/dates/zone-time.ts';
import { startLapsing } from '../../workers/lapsing.ts';
import { startTestAccount, type TestAccount, trustLedger } from '../support/account-context.ts';
import { changedLedger } from '../support/ledger.ts';
import { waitUntil } from '../support/wait-until.ts';

const hourMs = 3_600_000;

let one: TestAccount;
beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
});
afterEach(() => one.stop());

/** The account context on the morning of a business day. */
function inTheMorning() {
  const morning = Date.parse(`${addBusinessDays(localDate(Date.now(), 'UTC'), 1)}T09:30:00Z`);
  return { ...one.context, clock: { ...one.context.clock, now: () => morning } };
}

/** How long the turn is still held, in ms. */
async function heldForMs(): Promise<number> {
  const held = await one.redis.connect().hget('{linkmill:testaccount}:leases', 'lapsing');
  return Number(held?.split(' ')[1] ?? 0) - Date.now();
}

test('a worker reads the list in the morning, holds the lease of the day, and stops at once', async () => {
  const lapsing = startLapsing(inTheMorning(), 'UTC');
  await waitUntil('the list was looked at', async () => (await heldForMs()) > hourMs);
  await lapsing.stop();
  expect(await heldForMs()).toBeGreaterThan(13 * hourMs);
  expect(one.notes).toEqual([]);
});

test('a ledger that does not answer is reported and tried again', async () => {
  const context = inTheMorning();
  const status = () => Promise.reject(new Error('away'));
  const ledger = changedLedger(context.ledger, { account: { status } });
  const lapsing = startLapsing({ ...context, ledger }, 'UTC');
  await waitUntil('it is reported', () => one.notes.length > 0);
  await lapsing.stop();
  expect(one.notes[0]).toBe('lapsing_unread');
  expect(await heldForMs()).toBeLessThan(0);
});
