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
 * The ledger of an account: every instruction, its state, and who may send it.
 *
 * The states of an entry. Only scripts change them (`life.lua`), each with its counters in one step:
 *
 *   entered   waits to be sent. A claim takes it, with a permit and a stamp (`sentAt`) that is durable before a byte leaves.
 *   claimed   one worker may send it once, before its lease ends.
 *             busy, down, unsent, locked out: certainly no link was made -> entered, at no cost.
 *             created, refused: settled. Silence, or the end of the lease: -> doubtful.
 *   doubtful  a link may or may not exist. Never simply sent again.
 *             Found in the provider's list: created, marked as recovered. Proven absent (the listing began P after
 *             sentAt): -> entered; after the fifth absence: failed.
 *   created, refused, failed, cancelled: settled; not sent again, unless a person requeues one without a link (retry), or starts the
 *             next generation of a created one whose link has ended (reissue).
 *
 * Entered rows of a cancelled batch are settled as cancelled, and so are rows that would go back to entered, unless another batch that
 * is not cancelled holds them. A created answer is never dropped: it settles an entry in any state but created; a duplicate link, or one
 * of an earlier generation, goes to the duplicates, where the reconciler decides which one stays and revokes the others.
 *
 * Redis may lose writes: scripts compare its run id with the stored one. Another one without our clean-stop mark, or an empty ledger,
 * makes the account suspect; nothing is claimed before the recovery scan (`entries.recoveryScan`, `account.trust`).
 *
 * Each part has its own interface, beside its implementation.
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
    /** An AppError with `key_missing` where the ledger's keys are wrapped by a key that this process does not have. */
    check(): Promise<void>;
    /** Those of these ids of installation keys that this process does not have. */
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
