import type { Redis } from 'ioredis';
import { byForged, type Decision, type PersonsDecision, personsDecisionSchema } from '../domain/batch.ts';
import { isForgery } from '../domain/crypto/forged.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import { type RecoveryScan, recoveryScanSchema } from '../domain/notices/alarms.ts';
import type { Wish } from '../domain/reason.ts';
import type { Home } from './home.ts';
import type { Records } from './records.ts';
import { readReason, storedReason } from './stored-events.ts';

export interface LedgerStatus {
  readonly now: number;
  readonly state: 'unborn' | 'suspect' | 'sound';
  readonly epoch: string;
  readonly bornAt: number;
  /** When the provider's list was last held against the ledger, whole. */
  readonly seenTo: number;
  /** Whether it ever was: false for a ledger that is new, or was lost whole. */
  readonly wasSeen: boolean;
  /** The last look-back over the whole list. */
  readonly recoveryScan?: RecoveryScan;
  readonly stopped?: Decision;
  /** Who sends though Bridge shows nothing of the IBANs, and why. */
  readonly unprovenAccepted?: PersonsDecision;
  /** When the sweep was last seen to close books, in ms. */
  readonly auditingAt: number;
}

/** Where the account as a whole stands: whether the ledger can be trusted, whether it is stopped. */
export interface AccountState {
  status(): Promise<LedgerStatus>;
  /** The look-back is done: entries may be claimed again. `windowsFree`: nothing was sent of late, the pace may start. */
  trust(epoch: string, windowsFree: boolean): Promise<void>;
  /** Until when the list was held against the ledger, in ms; and what a look-back saw, where it was one. */
  noteSeen(at: number, recoveryScan?: RecoveryScan): Promise<void>;
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
  /** Forgets everything of the account. Returns how many keys it removed. */
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
      // What was verified before says nothing of what is sent from now on.
      await scripts.resume([account], [prefix, now(), byForged]);
    },
    async markCleanStop() {
      await scripts['clean-stop']([account], head());
    },
    async forget() {
      let removed = 0;
      let cursor = '0';
      // The braces of the hash tag are no pattern characters; the account's id holds none either.
      do {
        const [next, found] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1000);
        const keys = found.filter((key) => key !== account);
        if (keys.length > 0) removed += await redis.unlink(...keys);
        cursor = next;
      } while (cursor !== '0');
      // Last: it bears the mark of a ledger that is restored half.
      return removed + (await redis.unlink(account));
    },
  };
}

/** Where a person's word rests that links are made though Bridge shows nothing of the IBANs. */
export const acceptedField = 'unprovenAccepted';

/** Where it is sealed for. */
export const acceptedPlace = 'unproven accepted';

/** Whether such a word was given for the account; one that nobody of this installation wrote is none. */
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
    // Sealed, and this process has no key; where the account stands is told all the same.
    return {};
  }
}

/** What is no time counts as long ago. */
function instantOf(text: string | undefined): number {
  const at = Number(text ?? 0);
  return isInstant(at) ? at : 0;
}

/** What cannot be read says nothing, and holds nobody up. */
function recoveryScanOf(text: string | undefined): { readonly recoveryScan?: RecoveryScan } {
  try {
    return text === undefined ? {} : { recoveryScan: recoveryScanSchema.parse(JSON.parse(text)) };
  } catch (error) {
    if (!isForgery(error)) throw error;
    return {};
  }
}
