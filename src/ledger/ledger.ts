import type { AccountState } from './account-state.ts';
import type { Audits } from './audits.ts';
import type { Batches } from './batches.ts';
import type { Copies } from './copies.ts';
import type { DuplicateLinks } from './duplicate-links.ts';
import type { Entries } from './entries.ts';
import type { Forgeries } from './forgeries.ts';
import type { History } from './history.ts';
import type { Leases } from './leases.ts';
import type { Mappings } from './mappings.ts';
import type { Notices } from './notices.ts';
import type { Purging } from './purging.ts';
import type { Schedules } from './schedules.ts';
import type { Sendings } from './sendings.ts';
import type { SourceStore } from './source-store.ts';
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
 * back to entered, too. A created answer is never dropped: it settles an entry in any state but created; a duplicate link, or one of
 * an earlier generation, goes to the duplicates, where the sweep decides which one stays and revokes the others.
 *
 * The ledger may forget: every script compares Redis' run id with the one it wrote down. Another one without our
 * clean-stop mark, or an empty ledger, makes the account suspect; nothing is claimed until the provider's list was looked
 * back over (`entries.recoveryScan`, `account.trust`).
 *
 * Each part has an interface of its own, beside what implements it.
 */
export interface Ledger {
  readonly account: AccountState;
  readonly batches: Batches;
  readonly sources: SourceStore;
  readonly entries: Entries;
  readonly sendings: Sendings;
  readonly links: DuplicateLinks;
  readonly verifications: Verifications;
  readonly audits: Audits;
  readonly history: History;
  readonly purges: Purging;
  readonly forgeries: Forgeries;
  readonly schedules: Schedules;
  readonly mappings: Mappings;
  readonly notices: Notices;
  readonly leases: Leases;
  readonly copies: Copies;
  readonly keys: {
    /** A AppError with `key_missing` where what rests here was sealed by a key that this process does not have. */
    check(): Promise<void>;
    /** Of these keys of the installation those that are not here: what they wrapped could not be opened. */
    missing(ids: readonly string[]): readonly string[];
  };
}

/** All keys of an account share this hash tag, so that its scripts stay atomic on a cluster. */
export function accountPrefix(account: string): string {
  return `{linkmill:${account}}`;
}

export type { AccountState, LedgerStatus } from './account-state.ts';
export type { Audits } from './audits.ts';
export type { Batches, Slice } from './batches.ts';
export type { Restored } from './copies.ts';
export type { EndedLink, Revocation } from './duplicate-links.ts';
export type { NewEntry } from './entering.ts';
export type { Entries, SeenLink } from './entries.ts';
export type { Forgeries } from './forgeries.ts';
export type { Purging } from './purging.ts';
export type { Answer, Claim, Doubt, Ending, Judgement, Sending, Sendings } from './sendings.ts';
export type { SourceStore } from './source-store.ts';
export type { RecordedEvent } from './stored-events.ts';
