import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Lease } from '../../src/ledger/leases.ts';
import { startTestAccount, type TestAccount } from '../support/mill.ts';

const minuteMs = 60_000;

let one: TestAccount;
beforeEach(async () => {
  one = await startTestAccount();
});
afterEach(() => one.stop());

const underLease = <T>(work: (lease: Lease) => Promise<T>, leaseMs = minuteMs) =>
  one.context.ledger.leases.withLease('work', leaseMs, work);
const other = (what = 'work') =>
  one.another().ledger.leases.withLease(what, minuteMs, async () => 'other process');

describe('a lease', () => {
  test('is of one process while the work is done, and of any after it', async () => {
    const during = await underLease(async () => [await other(), await other('other work')]);
    expect(during).toEqual([undefined, 'other process']);
    expect(await other()).toBe('other process');
  });

  test('is released where the work fails', async () => {
    await expect(underLease(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await other()).toBe('other process');
  });

  test('ends by itself where nobody renews it', async () => {
    expect(await underLease(() => other(), 0)).toBe('other process');
  });

  test('that another process has taken since is neither renewed nor released', async () => {
    await underLease(async (lease) => {
      await one.another().ledger.leases.withLease('work', minuteMs, (another) => another.outlast());
      await lease.renew();
    }, 0);
    expect(await other()).toBeUndefined();
  });

  test('outlasts the work for what is left of it', async () => {
    await underLease((lease) => lease.outlast());
    expect(await other()).toBeUndefined();
  });

  test('outlasts the work for another time than it was taken for', async () => {
    await underLease((lease) => lease.outlast(1));
    expect(await other()).toBe('other process');
  });
});
