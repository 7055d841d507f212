import { z } from 'zod';

const share = z.number().min(0).max(1);
const delayMs = z.number().min(0).max(3_600_000);

const faultsSchema = z.strictObject({
  /** The link is made, then the socket is destroyed. */
  answerLostAfterCommit: share.optional(),
  /** No answer ever comes; the link is made after the delay, whether or not the client is still there. */
  lateCommit: z.strictObject({ share, delayMs }).optional(),
  /** 500, and no link. */
  errorBeforeCommit: share.optional(),
  /** 500, and a link. */
  errorAfterCommit: share.optional(),
  /** 429 to any call, and nothing done; with `Retry-After` where seconds are given. */
  busy: z.strictObject({ share, retryAfterSeconds: z.number().int().min(0).optional() }).optional(),
  /** Any call is done at once and answered after the delay. */
  slow: z.strictObject({ share, delayMs }).optional(),
  /** The link is made and the answer is 200 with a page of HTML. */
  garbage: share.optional(),
  /** Lists show a link or a payment only this long after it was made. */
  listingDelayMs: delayMs.optional(),
  /** In a list of several pages, the first item of the next page is on no page, as if the list moved. */
  listingGaps: share.optional(),
  /** The link is revoked, then the socket is destroyed. */
  revokeLost: share.optional(),
  /** Two creations at the same moment get each other's answers; one that stays alone for 200 ms gets its own. */
  swapAnswers: share.optional(),
  /**
   * After so many links of this start, each IBAN is silently replaced by the one of the dashboard, as Bridge does where payments to
   * other accounts are not switched on.
   */
  substituteIban: z.strictObject({ share, after: z.number().int().min(0) }).optional(),
  /** Links and lists show no IBAN at all. */
  hidesIbans: z.boolean().optional(),
  /** 401 to every call. */
  lockedOut: z.boolean().optional(),
});

/** The faults of the sandbox. Shares are of the calls concerned, 0 to 1; an absent fault is off. */
export type Faults = z.infer<typeof faultsSchema>;

/** The faults in a JSON text, or undefined if it contains anything else. */
export function readFaults(text: string): Faults | undefined {
  try {
    return faultsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
