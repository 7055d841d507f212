import type { Books } from './batch.ts';
import type { Failure } from './failure.ts';

/** A row that the books and the provider's list do not agree on; line 0 stands for the batch as a whole. */
export interface Imbalance {
  readonly line: number;
  readonly failure: Failure;
}

/** Links of a batch by how the provider's list shows them. */
export interface ListedLinks {
  readonly valid: number;
  readonly completed: number;
  readonly expired: number;
  readonly revoked: number;
  readonly unknown: number;
}

/** Outcomes of entries that the books count money for. */
export type CountedOutcome = 'created' | 'refused' | 'failed' | 'cancelled' | 'doubtful' | 'open' | 'known';

/** The books of a batch, closed: counted anew from its pages and held against the provider's list. */
export interface Audit {
  /** Milliseconds of the ledger's clock. */
  readonly at: number;
  /** Every row stands at its outcome, and ledger and list agree. */
  readonly balanced: boolean;
  readonly rows: Omit<Books, 'amountCents' | 'createdCents'>;
  /** Cents by outcome; rejected rows have no amount that is known. */
  readonly cents: Readonly<Record<CountedOutcome, number>>;
  readonly links: ListedLinks;
  /** Known rows whose link, of an earlier batch, was seen to have ended. */
  readonly knownEnded: number;
  /** Creation of the oldest link of the batch, in ms of the provider's clock, where it is older than the batch. */
  readonly linksFrom?: number;
  /** SHA-256 in hex of the file as handed in and of the report. */
  readonly fileDigest: string;
  readonly reportDigest: string;
  /** The first thousand; the count is of all. */
  readonly imbalances: readonly Imbalance[];
  readonly imbalanceCount: number;
}
