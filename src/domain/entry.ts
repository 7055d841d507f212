import type { Failure } from './failure.ts';
import type { Contents, Reference } from './instruction.ts';

/** Where one entry lives: the batch that entered it and the line it had there. */
export interface EntryKey {
  readonly batch: string;
  readonly line: number;
}

/** `<batch>-<line>`: names an entry, and is its reference where the file names none. */
export function pointerOf({ batch, line }: EntryKey): string {
  return `${batch}-${line}`;
}

/** The key that a pointer names. */
export function keyOf(pointer: string): EntryKey {
  const dash = pointer.lastIndexOf('-');
  return { batch: pointer.slice(0, dash), line: Number(pointer.slice(dash + 1)) };
}

/** The payment link that Bridge made. */
export interface Link {
  readonly id: string;
  readonly url: string;
  /** ISO 8601, where it was read from the provider's list; else it is as we asked for. */
  readonly expiresAt?: string;
}

/** How a link of an entry was seen to have ended; of earlier generations also one that led elsewhere, and one of those that was paid. */
export const linkEnds = ['revoked', 'expired', 'completed', 'absent'] as const;
export const earlierEnds = [...linkEnds, 'misdirected', 'paid elsewhere'] as const;

export type LinkEnd = (typeof linkEnds)[number];

/** A link of an earlier generation of an entry; it never counts again. `at`: when it was seen to have ended, in ms. */
export interface EarlierLink {
  readonly id: string;
  readonly url: string;
  readonly status: (typeof earlierEnds)[number];
  readonly at: number;
}

/** How an entry ended. `known` and `rejected` are outcomes of a row, not of an entry. */
export type Outcome =
  /**
   * `recovered`: the answer was lost, and the link was found in the provider's list. `isVerified`: the provider has shown that the link
   * leads where the row says; before that it is shown to nobody.
   */
  | {
      readonly kind: 'created';
      readonly link: Link;
      readonly recovered: boolean;
      readonly isVerified?: true;
      /** Where it was read back with an address at a host that links do not have: that host. It is shown to nobody. */
      readonly strangeHost?: string;
    }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

/** Where an entry stands; the head of `ledger/ledger.ts` says what moves it on. */
export type EntryState =
  | { readonly kind: 'entered' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'doubtful' }
  | Outcome;

/** The ledger's page for one instruction. */
export interface Entry {
  readonly key: EntryKey;
  readonly reference: Reference;
  readonly contents: Contents;
  /** The label as it is sent. */
  readonly label: string;
  readonly state: EntryState;
  /** Its personal data were erased: of the contents only amount and expiry are left, and the label is none. */
  readonly isErased?: true;
  /** Moved by a mended row and by a reissue; an earlier generation's links never count as found. */
  readonly generation: number;
  /** Nobody has granted its generation yet: it is not sent. */
  readonly isUngranted?: true;
  /** How often the entry was claimed; part of the tag that is sent. */
  readonly attempt: number;
  /** When this generation was first sent, milliseconds of the ledger's clock. */
  readonly firstSentAt?: number;
  /** When a person wanted the row sent again (reissue, retry), milliseconds of the ledger's clock: it outranks an earlier cancelling. */
  readonly wantedAt?: number;
  /** Where the row was reissued: the expiry of this generation's link, ISO 8601. */
  readonly reissuedExpiry?: string;
  /** Its links of earlier generations, oldest first. */
  readonly earlierLinks: readonly EarlierLink[];
}
