import type { Creation } from './judge-creation.ts';
import { dashboardIban } from './link-view.ts';

/** The creation with the IBAN of the dashboard instead of the requested one; the beneficiary's name stays. */
export function withSubstitute({ body, ...rest }: Creation): Creation {
  const transactions = body.transactions.map(({ beneficiary, ...transaction }) => ({
    ...transaction,
    ...(beneficiary != null && { beneficiary: { ...beneficiary, iban: dashboardIban } }),
  }));
  return { ...rest, body: { ...body, transactions } };
}
