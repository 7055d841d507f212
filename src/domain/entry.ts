import type { Failure } from './failure.ts';
import type { Contents, Reference } from './instruction.ts';

/** The key of an entry: the batch that entered it, and its line there. */
export interface EntryKey {
  readonly batch: string;
  readonly line: number;
}

/** `<batch>-<line>`: identifies an entry, and is its reference where the file has none. */
export function pointerOf({ batch, line }: EntryKey): string {
  return `${batch}-${line}`;
}

/** The key in a pointer. */
export function keyOf(pointer: string): EntryKey {
  const dash = pointer.lastIndexOf('-');
  return { batch: pointer.slice(0, dash), line: Number(pointer.slice(dash + 1)) };
}

/** The payment link that Bridge created. */
export interface Link {
  readonly id: string;
  readonly url: string;
  /** ISO 8601, where it was read from the provider's list; absent: it is as we asked. */
  readonly expiresAt?: string;
}

/** How a link of an entry ended; a link of an earlier generation may also have led to another account, and may have been paid there. */
export const linkEnds = ['revoked', 'expired', 'completed', 'absent'] as const;
export const earlierEnds = [...linkEnds, 'misdirected', 'paid elsewhere'] as const;

export type LinkEnd = (typeof linkEnds)[number];

/** A link of an earlier generation of an entry; it never counts again. `at`: when we noticed that it had ended, in ms. */
export interface EarlierLink {
  readonly id: string;
  readonly url: string;
  readonly status: (typeof earlierEnds)[number];
  readonly at: number;
}

/** How an entry ended. `known` and `rejected` are outcomes of a row, not of an entry. */
export type Outcome =
  /**
   * `recovered`: the answer was lost, and the link was found in the provider's list. `isVerified`: the provider has shown that the link leads
   * to the account of the row; before that the link is shown to nobody.
   */
  | {
      readonly kind: 'created';
      readonly link: Link;
      readonly recovered: boolean;
      readonly isVerified?: true;
      /** The host of the link's URL, where links do not have that host. Then the link is shown to nobody. */
      readonly strangeHost?: string;
    }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** The state of an entry; the comment at the top of `ledger/ledger.ts` describes the transitions. */
export type EntryState =
  | { readonly kind: 'entered' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'doubtful' }
  | Outcome;

/** The ledger's record for one instruction. */
export interface Entry {
  readonly key: EntryKey;
  readonly reference: Reference;
  readonly contents: Contents;
  /** The label that is sent. */
  readonly label: string;
  readonly state: EntryState;
  /** Its personal data were erased: the contents have only amount and expiry, and the label is empty. */
  readonly isErased?: true;
  /** Increased by a corrected row and by a reissue; a link of an earlier generation never counts as the entry's link. */
  readonly generation: number;
  /** Its generation is not granted yet, so it is not sent. */
  readonly isUngranted?: true;
  /** How often the entry was claimed; part of the tag that is sent. */
  readonly attempt: number;
  /** When this generation was first sent, in milliseconds of the ledger's clock. */
  readonly firstSentAt?: number;
  /** When a person asked to send the row again (reissue, retry), in milliseconds of the ledger's clock: overrides an earlier cancellation. */
  readonly wantedAt?: number;
  /** The expiry of this generation's link where the row was reissued, ISO 8601. */
  readonly reissuedExpiry?: string;
  /** Its links of earlier generations, oldest first. */
  readonly earlierLinks: readonly EarlierLink[];
}
