/** What a notice tells of; each kind is told once for what it is about. */
export type NoticeKind =
  | 'trial'
  | 'night_ended'
  | 'night_waits'
  | 'slot_missed'
  | 'file_missing'
  | 'file_left'
  | 'numbers_missing'
  | 'inbox_unreachable'
  | 'account_stopped'
  | 'doubts_old'
  | 'books_unbalanced'
  | 'ledger_lost'
  | 'links_lapsing';

/**
 * Something that people who watch nothing are told of, by mail or webhook. It never holds an IBAN, a name of a payer or payee, a
 * link or a secret.
 */
export interface Notice {
  /** Follows from what happened, so that the same thing posted twice is one notice; at most 200 characters. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** Milliseconds since 1970 of the ledger's clock. */
  readonly at: number;
  /** A few words, for instance "nightly: 212 links, 2 rows to mend". */
  readonly subject: string;
  /** English sentences, in the order in which they are read. */
  readonly lines: readonly string[];
  /** Counts, and amounts in cents (`...Cents`). */
  readonly facts: Readonly<Record<string, number>>;
  /** Commands that a person may want to run next. */
  readonly next: readonly string[];
}
