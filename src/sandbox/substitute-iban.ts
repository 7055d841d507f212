import type { Creation } from './judge-creation.ts';
import { dashboardIban } from './link-view.ts';

/** The creation with the account of the dashboard in the place of the one that was asked for; whoever was named stays named. */
export function withSubstitute({ body, ...rest }: Creation): Creation {
  const transactions = body.transactions.map(({ beneficiary, ...transaction }) => ({
    ...transaction,
    ...(beneficiary != null && { beneficiary: { ...beneficiary, iban: dashboardIban } }),
  }));
  return { ...rest, body: { ...body, transactions } };
}
