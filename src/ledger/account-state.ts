import type { Redis } from 'ioredis';
import { byForged, type Decision, type PersonsDecision, personsDecisionSchema } from '../domain/batch.ts';
import { isForgery } from '../domain/crypto/forged.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import { type RecoveryScan, recoveryScanSchema } from '../domain/notices/alarms.ts';
import type { DecisionRequest } from '../domain/reason.ts';
import type { Home } from './home.ts';
import type { Records } from './records.ts';
import { readReason, storedReason } from './stored-events.ts';

export interface LedgerStatus {
  readonly now: number;
  readonly state: 'unborn' | 'suspect' | 'sound';
  readonly epoch: string;
  readonly bornAt: number;
  /** When the provider's whole list was last compared with the ledger, in ms. */
  readonly seenTo: number;
  /** Whether it ever was; false for a ledger that is new, or was lost completely. */
  readonly wasSeen: boolean;
  /** The last recovery scan of the whole list. */
  readonly recoveryScan?: RecoveryScan;
  readonly stopped?: Decision;
  /** Who accepted that links are sent although Bridge shows no IBANs, and why. */
  readonly unprovenAccepted?: PersonsDecision;
  /** When the reconciler last closed books, in ms. */
  readonly auditingAt: number;
}

/** The state of the whole account: whether its ledger can be trusted, and whether it is stopped. */
export interface AccountState {
  status(): Promise<LedgerStatus>;
  /** Ends the recovery scan: entries may be claimed again. `windowsFree`: nothing was sent recently, so the pace starts with empty windows. */
  trust(epoch: string, windowsFree: boolean): Promise<void>;
  /** Saves until when the list was compared with the ledger, in ms; and the recovery scan, where it was one. */
  noteSeen(at: number, recoveryScan?: RecoveryScan): Promise<void>;
  /** Saves a sign of life of the audit, for commands that wait for it. */
  noteAuditing(): Promise<void>;
  /** Nothing is sent until `resume`; an earlier stop stays as it is. */
  stop(decision: DecisionRequest): Promise<void>;
  /**
   * Rows are sent again, of each batch one first. Forgeries that were found until now no longer stop the account, but the forged rows stay
   * held. `accepted`: who accepts that links are sent although Bridge shows no IBANs, and why.
   */
  resume(accepted?: Omit<PersonsDecision, 'at'>): Promise<void>;
  /** To be called before an orderly stop of Redis: its next run then does not count as a loss. */
  markCleanStop(): Promise<void>;
  /** Deletes everything of the account. Returns how many keys it removed. */
  forget(): Promise<number>;
}

export function createAccountState({
  redis,
  scripts,
  prefix,
  account,
  now,
  head,
  records,
}: Home): AccountState {
  return {
    async status() {
      const [at, ...values] = await scripts.status([account], [now()]);
      const fields: Record<string, string> = {};
      for (let index = 0; index < values.length; index += 2)
        fields[values[index] ?? ''] = values[index + 1] ?? '';
      const state = fields.state === 'sound' || fields.state === 'suspect' ? fields.state : 'unborn';
      return {
        now: Number(at),
        state,
        epoch: fields.epoch ?? '',
        bornAt: instantOf(fields.born),
        seenTo: instantOf(fields.seenTo ?? fields.born),
        wasSeen: fields.seenTo !== undefined,
        ...recoveryScanOf(fields.recoveryScan),
        auditingAt: instantOf(fields.auditingAt),
        ...(await acceptanceIn(records, fields.unprovenAccepted)),
        ...(fields.stopped !== undefined && {
          stopped: {
            why: readReason(fields.stopped),
            by: fields.stoppedBy ?? '',
            at: instantOf(fields.stoppedAt),
          },
        }),
      };
    },
    async trust(epoch, windowsFree) {
      await scripts.trust([account], [...head(), epoch, windowsFree ? 1 : 0]);
    },
    async noteSeen(at, recoveryScan) {
      const more = recoveryScan === undefined ? [] : ['recoveryScan', JSON.stringify(recoveryScan)];
      await redis.hset(account, 'seenTo', at, ...more);
    },
    async noteAuditing() {
      await redis.hset(account, 'auditingAt', (await scripts.status([account], [now()]))[0] ?? 0);
    },
    async stop({ why, by }) {
      await scripts.stop([account], [now(), storedReason(why), by]);
    },
    async resume(accepted) {
      if (accepted !== undefined) {
        const at = Number((await scripts.status([account], [now()]))[0]);
        await records.sealing(JSON.stringify({ at, ...accepted }), acceptedPlace, (sealed, keyId) =>
          scripts['save-record']([account, account], [acceptedField, sealed, keyId, '']),
        );
      }
      // Links that were verified before the stop prove nothing about rows that are sent from now on.
      await scripts.resume([account], [prefix, now(), byForged]);
    },
    async markCleanStop() {
      await scripts['clean-stop']([account], head());
    },
    async forget() {
      let removed = 0;
      let cursor = '0';
      // Neither the braces of the hash tag nor an account's id have characters that are special in a pattern.
      do {
        const [next, found] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1000);
        const keys = found.filter((key) => key !== account);
        if (keys.length > 0) removed += await redis.unlink(...keys);
        cursor = next;
      } while (cursor !== '0');
      // Last, since it has the mark of a half restored ledger.
      return removed + (await redis.unlink(account));
    },
  };
}

/** The field that stores a person's acceptance of links whose IBANs Bridge does not show. */
export const acceptedField = 'unprovenAccepted';

/** Its place as a sealed record. */
export const acceptedPlace = 'unproven accepted';

/** Whether the account has such an acceptance; one that this installation did not write does not count. */
export async function isUnprovenAccepted(redis: Redis, prefix: string, records: Records): Promise<boolean> {
  const text = await redis.hget(`${prefix}:account`, acceptedField);
  return (await acceptanceIn(records, text ?? undefined)).unprovenAccepted !== undefined;
}

async function acceptanceIn(
  records: Records,
  text: string | undefined,
): Promise<Pick<LedgerStatus, 'unprovenAccepted'>> {
  const opened = text === undefined ? undefined : await records.open(text, acceptedPlace);
  if (opened === undefined) return {};
  try {
    return { unprovenAccepted: personsDecisionSchema.parse(JSON.parse(opened)) };
  } catch {
    // Sealed, and this process has no key: the rest of the status must be readable all the same.
    return {};
  }
}

/** A text that is no time counts as 0. */
function instantOf(text: string | undefined): number {
  const at = Number(text ?? 0);
  return isInstant(at) ? at : 0;
}

/** An unreadable scan counts as none, so that it does not block the status. */
function recoveryScanOf(text: string | undefined): { readonly recoveryScan?: RecoveryScan } {
  try {
    return text === undefined ? {} : { recoveryScan: recoveryScanSchema.parse(JSON.parse(text)) };
  } catch (error) {
    if (!isForgery(error)) throw error;
    return {};
  }
}
