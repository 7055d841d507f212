import { z } from 'zod';
import { failureSchema } from './failure.ts';
import type { Immutable } from './immutable.ts';

/** A row that the books and the provider's list do not agree on; line 0 stands for the batch as a whole. */
const imbalanceSchema = z.object({ line: z.number(), failure: failureSchema });

export type Imbalance = Immutable<z.infer<typeof imbalanceSchema>>;

function counts<Name extends string>(names: readonly Name[]) {
  return z.record(z.enum(names), z.number());
}

/** Outcomes of entries that the books count money for. */
const countedOutcomes = ['created', 'refused', 'failed', 'cancelled', 'doubtful', 'open', 'known'] as const;

export type CountedOutcome = (typeof countedOutcomes)[number];

/** Links of a batch by how the provider's list shows them. */
const listedLinksSchema = counts(['valid', 'completed', 'expired', 'revoked', 'unknown']);

export type ListedLinks = Immutable<z.infer<typeof listedLinksSchema>>;

/** The books of a batch, closed: counted anew from its pages and compared with the provider's list. They are stored so. */
export const auditSchema = z.object({
  /** Milliseconds of the ledger's clock. */
  at: z.number(),
  /** Every row stands at its outcome, and ledger and list agree. */
  balanced: z.boolean(),
  rows: counts(['rows', ...countedOutcomes, 'rejected']),
  /** Cents by outcome; rejected rows have no amount that is known. */
  cents: counts(countedOutcomes),
  links: listedLinksSchema,
  /** Known rows whose link, of an earlier batch, was seen to have ended. */
  knownEnded: z.number(),
  /** Creation of the oldest link of the batch, in ms of the provider's clock, where it is older than the batch. */
  linksFrom: z.number().exactOptional(),
  /** SHA-256 in hex of the file as handed in and of the report. */
  fileDigest: z.string(),
  reportDigest: z.string(),
  /** The first thousand; the count is of all. */
  imbalances: z.array(imbalanceSchema),
  imbalanceCount: z.number(),
});

export type Audit = Immutable<z.infer<typeof auditSchema>>;
