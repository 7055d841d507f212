import type { Redis } from 'ioredis';
import { type LookedBack, lookedBackSchema } from '../domain/alarms.ts';
import { byForged, personsDecisionSchema } from '../domain/batch.ts';
import { isForgery } from '../domain/forged.ts';
import { isInstant } from '../domain/zone-time.ts';
import type { Ledger, Standing } from './ledger.ts';
import type { Records } from './records.ts';
import type { Scripts } from './scripts.ts';
import { readReason, storedReason } from './stored-events.ts';

type StandingPart =
  | 'standing'
  | 'trust'
  | 'noteSeen'
  | 'noteAuditing'
  | 'stop'
  | 'resume'
  | 'markCleanStop'
  | 'takeTurn'
  | 'keepTurn'
  | 'leaveTurn'
  | 'forget';

/** Where the account as a whole stands: whether the ledger can be trusted, whether it is stopped. */
export function createStanding(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  head: () => (string | number)[],
  randomId: () => string,
  now: () => string,
  records: Records,
): Pick<Ledger, StandingPart> {
  const account = `${prefix}:account`;
  const act = (what: string, turn: string, leaseMs: number, how: 'take' | 'keep' | 'leave') =>
    scripts.turn([`${prefix}:turns`], [now(), what, turn, leaseMs, how]);
  return {
    async standing() {
      const [at, ...values] = await scripts.standing([account], [now()]);
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
        ...lookedBackOf(fields.lookedBack),
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
    async noteSeen(at, lookedBack) {
      const more = lookedBack === undefined ? [] : ['lookedBack', JSON.stringify(lookedBack)];
      await redis.hset(account, 'seenTo', at, ...more);
    },
    async noteAuditing() {
      await redis.hset(account, 'auditingAt', (await scripts.standing([account], [now()]))[0] ?? 0);
    },
    async stop({ why, by }) {
      await scripts.stop([account], [now(), storedReason(why), by]);
    },
    async resume(accepted) {
      if (accepted !== undefined) {
        const at = Number((await scripts.standing([account], [now()]))[0]);
        await records.sealing(JSON.stringify({ at, ...accepted }), acceptedPlace, (sealed, keyId) =>
          scripts['keep-record']([account, account], [acceptedField, sealed, keyId, '']),
        );
      }
      // What was verified before says nothing of what is sent from now on.
      await scripts.resume([account], [prefix, now(), byForged]);
    },
    async markCleanStop() {
      await scripts['clean-stop']([account], head());
    },
    async takeTurn(what, leaseMs) {
      const turn = randomId();
      return (await act(what, turn, leaseMs, 'take')) === 1 ? turn : undefined;
    },
    async keepTurn(what, turn, leaseMs) {
      await act(what, turn, leaseMs, 'keep');
    },
    async leaveTurn(what, turn) {
      await act(what, turn, 0, 'leave');
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
): Promise<Pick<Standing, 'unprovenAccepted'>> {
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
function lookedBackOf(text: string | undefined): { readonly lookedBack?: LookedBack } {
  try {
    return text === undefined ? {} : { lookedBack: lookedBackSchema.parse(JSON.parse(text)) };
  } catch (error) {
    if (!isForgery(error)) throw error;
    return {};
  }
}
