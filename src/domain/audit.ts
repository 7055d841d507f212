import { z } from 'zod';
import { failureSchema } from './failure.ts';
import type { Immutable } from './immutable.ts';

/** A row on which the books and the provider's list disagree; line 0 means the batch as a whole. */
const imbalanceSchema = z.object({ line: z.number(), failure: failureSchema });

export type Imbalance = Immutable<z.infer<typeof imbalanceSchema>>;

function counts<Name extends string>(names: readonly Name[]) {
  return z.record(z.enum(names), z.number());
}

/** Outcomes of entries with a known amount. */
const countedOutcomes = ['created', 'refused', 'failed', 'cancelled', 'doubtful', 'open', 'known'] as const;

export type CountedOutcome = (typeof countedOutcomes)[number];

/** Counts of a batch's links, by their status in the provider's list. */
const listedLinksSchema = counts(['valid', 'completed', 'expired', 'revoked', 'unknown']);

export type ListedLinks = Immutable<z.infer<typeof listedLinksSchema>>;

/** The audit of a batch: its books, counted anew from the entry records and compared with the provider's list. Stored in this form. */
export const auditSchema = z.object({
  /** Milliseconds of the ledger's clock. */
  at: z.number(),
  /** Every row has an outcome, and ledger and list agree. */
  balanced: z.boolean(),
  rows: counts(['rows', ...countedOutcomes, 'rejected']),
  /** Cents by outcome; rejected rows have no known amount. */
  cents: counts(countedOutcomes),
  links: listedLinksSchema,
  /** Known rows whose link, of an earlier batch, has ended. */
  knownEnded: z.number(),
  /** When the oldest link of the batch was created, in ms of the provider's clock, where that is before the batch. */
  linksFrom: z.number().exactOptional(),
  /** SHA-256 in hex of the submitted file, and of the report. */
  fileDigest: z.string(),
  reportDigest: z.string(),
  /** The first thousand imbalances, and the count of all. */
  imbalances: z.array(imbalanceSchema),
  imbalanceCount: z.number(),
});

export type Audit = Immutable<z.infer<typeof auditSchema>>;
