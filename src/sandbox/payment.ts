import { z } from 'zod';

/** The statuses of a payment request, in both versions of the API (docs.bridgeapi.io, payments-statuses-2). */
export const paymentStatuses = ['CREA', 'ACTC', 'PDNG', 'ACSC', 'RJCT', 'PART'] as const;

/** One of them. */
export type PaymentStatus = (typeof paymentStatuses)[number];

/** One attempt of a payer at a link. Times in epoch milliseconds. */
export const paymentSchema = z.object({
  id: z.string(),
  linkId: z.string(),
  status: z.enum(paymentStatuses),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});

export type SandboxPayment = Readonly<z.infer<typeof paymentSchema>>;

const steps: Readonly<Record<PaymentStatus, number>> = {
  CREA: 0,
  ACTC: 1,
  PDNG: 2,
  ACSC: 3,
  RJCT: 3,
  PART: 3,
};
const finalStep = 3;

/** Whether a payment of this status completes its link for good (docs, payments links statuses). */
export const isInitiated = (status: PaymentStatus): boolean => ['PDNG', 'ACSC', 'PART'].includes(status);

/**
 * The payment of a link that takes the status: the newest that is under way and not beyond it, else a new one if the
 * link can still be paid. CREA always makes a new one: the payer began again. Undefined if no payment can take it.
 */
export function takerOf(
  status: PaymentStatus,
  payments: readonly SandboxPayment[],
  isPayable: boolean,
): SandboxPayment | 'new' | undefined {
  const open = payments.findLast((payment) => steps[payment.status] < finalStep);
  if (open && status !== 'CREA' && steps[status] >= steps[open.status]) return open;
  return isPayable ? 'new' : undefined;
}
