import { type Batch, byForged } from '../domain/batch.ts';
import { type ForgedPlace, isForgery } from '../domain/crypto/forged.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import type { EntryKey } from '../domain/entry.ts';
import { accountStopped, waitingIn } from '../domain/notices/alarms.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { storedReason } from './stored-events.ts';

/** The forgeries that were found in an account's ledger. */
export interface Forgeries {
  /** Forged rows of the batch that a person has seen: the account was resumed since, and they did not change. */
  heldRows(batch: string): Promise<number[]>;
  /** Reports a row whose generation nobody has granted as forged. */
  showUngranted(key: EntryKey): Promise<void>;
  /** Forgeries that were found since the account was last resumed. */
  newForgeries(): Promise<ForgedPlace[]>;
}

/** Reports forgeries. */
export interface ForgeryFinder extends Forgeries {
  /**
   * Reports a forged text: stops the account and posts a notice, once a stop. Does neither and returns true where a person has
   * resumed the account since this text was found in this place; the row alone is held then.
   */
  found(place: ForgedPlace, text: string): Promise<boolean>;
}

/** How many of the newest batches the notice covers. */
const mostBatches = 200;

/** Sends the notice of a stop, with what waits in these batches. */
interface NoticeSender {
  list(most: number): Promise<readonly Batch[]>;
  post(notice: Notice): Promise<boolean>;
}

/**
 * `<prefix>:forged` (place to mark) has the forgeries that were found, `:forged-seen:<batch>` those that a person has seen; `resume.lua`
 * moves them. A mark covers place and text and is made with the account's hash key: without it, somebody can only make the account stop
 * again. A held row is not sent whatever these hashes hold, since its record does not open.
 */
export function createForgeries(
  { redis, scripts, prefix, account, now, keys }: Home,
  sender: () => NoticeSender,
): ForgeryFinder {
  const seenOf = (batch: string) => `${prefix}:forged-seen:${batch}`;
  const markOf = async (place: ForgedPlace, text: string) =>
    (await keys.hash()).mark(`forged ${pointerTo(place)}\n${withoutTries(text)}`);

  async function postStop(why: Message): Promise<void> {
    const { list, post } = sender();
    const at = Number(await redis.hget(account, 'stoppedAt'));
    if (!isInstant(at)) return;
    await post(accountStopped({ at, by: byForged, why }, waitingIn(await list(mostBatches))));
  }

  async function found(place: ForgedPlace, text: string): Promise<boolean> {
    const mark = await markOf(place, text);
    if ((await orNone(redis.hget(seenOf(place.batch), fieldOf(place)))) === mark) return true;
    await orNone(redis.hset(`${prefix}:forged`, pointerTo(place), mark));
    const why = reasonFor(place);
    if ((await scripts.stop([account], [now(), storedReason(why), byForged])) === 1) await postStop(why);
    return false;
  }

  return {
    found,
    async showUngranted({ batch, line }) {
      const record = await redis.hget(`${prefix}:entries:${batch}`, String(line));
      if (record !== null) await found({ batch, line }, record);
    },
    async heldRows(batch) {
      const seen = Object.entries((await orNone(redis.hgetall(seenOf(batch)))) ?? {});
      const rows = seen.filter(([field]) => /^[1-9]\d{0,8}$/.test(field));
      if (rows.length === 0) return [];
      const records =
        (await orNone(redis.hmget(`${prefix}:entries:${batch}`, ...rows.map(([line]) => line)))) ?? [];
      const marks = await Promise.all(
        rows.map(([line], at) => markOf({ batch, line: Number(line) }, records[at] ?? '')),
      );
      return rows.flatMap(([line, mark], at) => (mark === marks[at] ? [Number(line)] : []));
    },
    async newForgeries() {
      const pointers = Object.keys((await orNone(redis.hgetall(`${prefix}:forged`))) ?? {});
      return pointers.flatMap((pointer) => {
        const [, batch = '', rejection, line = ''] = /^(.+)-(r?)(\d{1,9})$/s.exec(pointer) ?? [];
        if (batch === '') return [];
        const place = { batch, ...(line !== '0' && { line: Number(line) }) };
        return [rejection === 'r' ? { ...place, isRejection: true } : place];
      });
    },
  };
}

const fieldOf = ({ line = 0, isRejection }: ForgedPlace) => `${isRejection ? 'r' : ''}${line}`;
const pointerTo = (place: ForgedPlace) => `${place.batch}-${fieldOf(place)}`;

/** The record without attempt, first sentAt and absences, which change although the forged text stays the same. */
const withoutTries = (record: string) => record.replace(/^([a-z]+ \d+) \d+ \d+ \d+/, '$1');

function reasonFor({ batch, line, isRejection }: ForgedPlace): Message {
  if (line === undefined) return message('forged_batch_found', { batch });
  return message(isRejection ? 'forged_rejection_found' : 'forged_line_found', { batch, line });
}

/** Undefined where the key has another type than a hash. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isForgery(error)) throw error;
    return undefined;
  }
}
