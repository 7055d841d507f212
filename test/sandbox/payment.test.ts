import { expect, test } from '@jest/globals';
import { type PaymentStatus, type SandboxPayment, takerOf } from '../../src/sandbox/payment.ts';

const payment = (id: string, status: PaymentStatus): SandboxPayment => ({
  id,
  linkId: 'link',
  status,
  createdAtMs: 0,
  updatedAtMs: 0,
});

test('a status of a link without a payment under way starts one, if the link can be paid', () => {
  for (const payments of [[], [payment('old', 'RJCT')]]) {
    expect(takerOf('PDNG', payments, true)).toBe('new');
    expect(takerOf('PDNG', payments, false)).toBeUndefined();
  }
});

test('a payment under way moves on, even if its link has ended', () => {
  const payments = [payment('first', 'RJCT'), payment('second', 'ACTC')];
  expect(takerOf('PDNG', payments, false)).toMatchObject({ id: 'second' });
  expect(takerOf('RJCT', payments, true)).toMatchObject({ id: 'second' });
});

test('no payment moves back, and none that is final moves at all', () => {
  expect(takerOf('ACTC', [payment('one', 'PDNG')], false)).toBeUndefined();
  expect(takerOf('RJCT', [payment('one', 'ACSC')], false)).toBeUndefined();
});

test('a payer who begins again starts a second payment beside the first', () => {
  expect(takerOf('CREA', [payment('one', 'ACTC')], true)).toBe('new');
});
