import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Lease } from '../../src/ledger/leases.ts';
import { startTestAccount, type TestAccount } from '../support/account-context.ts';

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
  test('belongs to one process during the work, and is free after it', async () => {
    const during = await underLease(async () => [await other(), await other('other work')]);
    expect(during).toEqual([undefined, 'other process']);
    expect(await other()).toBe('other process');
  });

  test('is released when the work fails', async () => {
    await expect(underLease(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await other()).toBe('other process');
  });

  test('ends by itself when nobody renews it', async () => {
    expect(await underLease(() => other(), 0)).toBe('other process');
  });

  test('is neither renewed nor released by its first holder once another process has taken it', async () => {
    await underLease(async (lease) => {
      await one.another().ledger.leases.withLease('work', minuteMs, (another) => another.outlast());
      await lease.renew();
    }, 0);
    expect(await other()).toBeUndefined();
  });

  test('can outlast the work for the rest of its duration', async () => {
    await underLease((lease) => lease.outlast());
    expect(await other()).toBeUndefined();
  });

  test('can outlast the work for another duration than it was taken for', async () => {
    await underLease((lease) => lease.outlast(1));
    expect(await other()).toBe('other process');
  });
});
