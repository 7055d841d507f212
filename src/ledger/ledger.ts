import type { LookedBack } from '../domain/alarms.ts';
import type { Decision, PersonsDecision } from '../domain/batch.ts';
import type { Entry, EntryKey, Link, Outcome } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import type { Contents } from '../domain/instruction.ts';
import type { Wish } from '../domain/reason.ts';
import type { answerMessages } from '../i18n/messages/history.ts';
import type { Batches } from './batches.ts';
import type { Copies } from './copies.ts';
import type { Forgeries } from './forgeries.ts';
import type { Gauges } from './gauges.ts';
import type { Mappings } from './mappings.ts';
import type { Nights } from './nights.ts';
import type { Notices } from './notices.ts';
import type { Purging } from './purging.ts';
import type { SecondLinks } from './second-links.ts';
import type { Verifications } from './verifications.ts';

/**
 * What we know of every instruction, and whose turn it is.
 *
 * An entry's life, moved by scripts only (`life.lua`), each transition with its counters in one step:
 *
 *   entered   waits to be sent. A claim takes it, with a permit and a stamp (`sentAt`) that is durable before a byte leaves.
 *   claimed   one worker may send it once, until its use-by.
 *             busy, down, unsent, locked out: surely nothing was made -> entered, at no cost.
 *             created, refused: settled. Silence, or the end of the lease: -> doubtful.
 *   doubtful  a link may or may not exist. Never simply sent again.
 *             Found in the provider's list: created, marked as recovered. Proven absent (the listing was begun P after
 *             sentAt): -> entered; after the fifth absence: failed.
 *   created, refused, failed, cancelled: settled; never sent again. A person's retry gives those without a link back; a person's
 *             reissue moves a created one, whose link was seen to have ended, on to its next generation.
 *
 * A cancelled batch: what is entered is settled as cancelled, unless another batch that is not cancelled holds it; what would go
 * back to entered, too. A created answer is never dropped: it settles an entry in any state but created; a second link, or one of
 * an earlier generation, goes to the extras, where the sweep decides which one stays and revokes the others.
 *
 * The ledger may forget: every script compares Redis' run id with the one it wrote down. Another one without our
 * clean-stop mark, or an empty ledger, makes the account suspect; nothing is claimed until the provider's list was looked
 * back over (`lookBack`, `trust`).
 */
export interface Ledger
  extends Batches,
    Copies,
    Forgeries,
    Gauges,
    Mappings,
    Nights,
    Notices,
    Purging,
    SecondLinks,
    Verifications {
  /**
   * Enters rows of an opened batch; doing it twice is harmless. Returns those whose reference has other contents. A Stop with
   * `batch_incomplete` where the ledger has lost the batch since it was opened.
   */
  enter(batch: string, rows: readonly NewEntry[]): Promise<Conflict[]>;
  /** What the ledger would answer to these rows of a batch that is not there yet; writes nothing. One answer a row, in order. */
  consult(batch: string, rows: readonly NewEntry[]): Promise<Consultation[]>;
  /** The pages of these lines, or the key of the entry that a known row stands for; lines without either are left out. */
  entries(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>>;
  entry(key: EntryKey): Promise<Entry | undefined>;
  /**
   * Takes the right to send the entry once, with a permit and a durable stamp. `isOpen`: nobody says to which account its money is to
   * go, so that its link verifies nothing, and it waits for none.
   */
  claim(key: EntryKey, isOpen?: boolean): Promise<Claim>;
  /** Settles a row that cannot be sent as failed, before anybody claims it. False where it waits to be sent no longer. */
  setAside(key: EntryKey, failure: Failure): Promise<boolean>;
  /** `answer`: for the row's trail; never a secret, an IBAN or a link. */
  settle(key: EntryKey, sent: Sending, ending: Ending, answer?: Answer): Promise<Settlement>;
  /** Makes claims doubtful whose lease has run out; the oldest doubts, and the ledger's time. */
  doubts(most: number): Promise<{ readonly now: number; readonly doubts: readonly Doubt[] }>;
  judge(key: EntryKey, attempt: number, verdict: Verdict): Promise<Judgement>;
  /** Gives entries without a link back, since a person wants it. Returns their lines. */
  retry(batch: string, entries: readonly Entry[], wish: Wish): Promise<number[]>;
  /** Settles these lines of a cancelled batch that wait to be sent. Returns how many moved. */
  cancelLines(batch: string, lines: readonly number[]): Promise<number>;
  /** The entries of these references, in order. One that cannot be opened here is none. */
  find(references: readonly string[]): Promise<(Entry | undefined)[]>;
  /** Where they are, and nothing of what they say: that is not proven. */
  locate(references: readonly string[]): Promise<(EntryKey | undefined)[]>;
  /** Holds links of the provider's list against the index; returns the entry's key for each, where there is one. */
  lookBack(links: readonly SeenLink[]): Promise<(EntryKey | undefined)[]>;
  standing(): Promise<Standing>;
  /** A Stop with `key_missing` where what rests here was sealed by a key that this process does not have. */
  checkKey(): Promise<void>;
  /** The look-back is done: entries may be claimed again. `windowsFree`: nothing was sent of late, the pace may start. */
  trust(epoch: string, windowsFree: boolean): Promise<void>;
  /** Until when the list was held against the ledger, in ms; and what a look-back saw, where it was one. */
  noteSeen(at: number, lookedBack?: LookedBack): Promise<void>;
  /** A sign of life of the closing of books, for whoever waits for it. */
  noteAuditing(): Promise<void>;
  /** Nothing of the account is sent any more until `resume`; an earlier stop stays as it is. */
  stop(decision: Wish): Promise<void>;
  /**
   * From now on rows are sent again, of each batch one first; what was found to be forged is held by itself as it stands there. `accepted`: who sends though Bridge shows nothing of the IBANs, and why.
   */
  resume(accepted?: Omit<PersonsDecision, 'at'>): Promise<void>;
  /** To be called when the server is about to be stopped in order: its next run is then no loss. */
  markCleanStop(): Promise<void>;
  /** The right to do `what` for `leaseMs`, for one caller at a time; it saves calls, safety does not rest on it. */
  takeTurn(what: string, leaseMs: number): Promise<string | undefined>;
  keepTurn(what: string, turn: string, leaseMs: number): Promise<void>;
  leaveTurn(what: string, turn: string): Promise<void>;
  /** Forgets everything of the account. Returns how many keys it removed. */
  forget(): Promise<number>;
}

/** All keys of an account share this hash tag, so that its scripts stay atomic on a cluster. */
export function accountPrefix(account: string): string {
  return `{linkmill:${account}}`;
}

export interface NewEntry {
  readonly line: number;
  readonly reference?: string;
  readonly contents: Contents;
  readonly label: string;
  /** What a listing of the row's link would show; compared with links seen at a look-back. */
  readonly fingerprint: string;
}

interface Conflict {
  readonly line: number;
  readonly earlier: EntryKey;
}

export interface Consultation {
  readonly verdict: 'new' | 'known' | 'mended' | 'conflict';
  readonly earlier?: EntryKey;
  /** An entry under another reference with the same IBAN, amount and label. */
  readonly twin?: EntryKey;
}

export type Claim =
  /** May be sent once, `departsInMs` from now; `entry` is as it was before. */
  | {
      readonly kind: 'claimed';
      readonly entry: Entry;
      readonly attempt: number;
      readonly departsInMs: number;
      /** When its batch was handed in: another time than before where the ledger was lost, and the batch handed in again. */
      readonly submittedAt: number;
      /** No other row of the batch is sent before its link was read back. */
      readonly isFirst?: true;
    }
  | { readonly kind: 'later'; readonly waitMs: number }
  | { readonly kind: 'settled' | 'held' | 'suspect' | 'stopped' }
  /** Another row of the batch is sent first, and its link read back. */
  | { readonly kind: 'unverified' };

/** Which sending an answer belongs to. */
export interface Sending {
  readonly attempt: number;
  readonly generation: number;
  /** Of the entry; read from its page where it is not given. */
  readonly reference?: string;
}

/** What came of an attempt; `entered`: surely nothing was made. `providerCode`: refusals in a row with one code stop the account. */
export type Ending =
  | Extract<Outcome, { kind: 'created' | 'failed' }>
  | (Extract<Outcome, { kind: 'refused' }> & { readonly providerCode: string })
  | { readonly kind: 'doubtful' | 'entered' };

/** What is written of an attempt that has no link: what came of it, and the words of whoever answered, which may name people. */
export interface Answer {
  readonly code: keyof typeof answerMessages;
  readonly words?: string;
}

/** `sampled`: done, and the link is to be read back. */
export type Settlement = 'done' | 'sampled' | 'taken' | 'already' | 'late' | 'extra' | 'unknown';

export interface Doubt {
  readonly key: EntryKey;
  readonly attempt: number;
  readonly sentAt: number;
  /** When its generation was first sent. */
  readonly firstSentAt: number;
}

type Verdict =
  /** `generation` as its tag says; 0 where none came back. */
  | { readonly kind: 'found'; readonly link: Link; readonly generation: number; readonly isVerified?: true }
  | { readonly kind: 'conflict'; readonly failure: Failure }
  /** No link in a listing that was begun at `begunAt` and is whole; believed only `proofWaitMs` after the sending. */
  | { readonly kind: 'absent'; readonly begunAt: number; readonly proofWaitMs: number };

/** `wrong`: two rows had each other's links; both are looked up now. */
export type Judgement = 'done' | 'again' | 'already' | 'late' | 'extra' | 'unproven' | 'wrong';

export interface SeenLink {
  readonly reference: string;
  /** How much it says about its reference, for the choice among several. */
  readonly rank: 'foreign' | 'ended' | 'valid' | 'completed';
  readonly generation: number;
  /** As `NewEntry.fingerprint`. */
  readonly fingerprint: string;
  /** Where Bridge shows an account: what the fingerprint of a row is that names none. */
  readonly openFingerprint?: string;
  readonly link: Link;
}

export interface Standing {
  readonly now: number;
  readonly state: 'unborn' | 'suspect' | 'sound';
  readonly epoch: string;
  readonly bornAt: number;
  /** When the provider's list was last held against the ledger, whole. */
  readonly seenTo: number;
  /** Whether it ever was: false for a ledger that is new, or was lost whole. */
  readonly wasSeen: boolean;
  /** The last look-back over the whole list. */
  readonly lookedBack?: LookedBack;
  readonly stopped?: Decision;
  /** Who sends though Bridge shows nothing of the IBANs, and why. */
  readonly unprovenAccepted?: PersonsDecision;
  /** When the sweep was last seen to close books, in ms. */
  readonly auditingAt: number;
}

export type { Slice } from './batches.ts';
export type { Restored } from './copies.ts';
export type { EndedLink, Revocation } from './second-links.ts';
export type { Happening } from './stored-events.ts';
