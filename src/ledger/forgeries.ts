import { type Batch, byForged } from '../domain/batch.ts';
import { type ForgedPlace, isForgery } from '../domain/crypto/forged.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import type { EntryKey } from '../domain/entry.ts';
import { accountStopped, waitingIn } from '../domain/notices/alarms.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { storedReason } from './stored-events.ts';

/** What was found to be forged, of an account. */
export interface Forgeries {
  /** Rows of the batch that are held by themselves: a person has resumed the account since they were found as they stand there. */
  heldRows(batch: string): Promise<number[]>;
  /** A row whose generation nobody has granted was found: it is told as forged, and not claimed. */
  showUngranted(key: EntryKey): Promise<void>;
  /** What was found since the account was resumed last. */
  newForgeries(): Promise<ForgedPlace[]>;
}

/** What finds it. */
export interface ForgeryFinder extends Forgeries {
  /**
   * The account stops and people are told, once for each stop; unless a person has resumed it since just this text was found there: then
   * it is held by itself. Answers whether it is.
   */
  found(place: ForgedPlace, text: string): Promise<boolean>;
}

/** Newest batches of which it is told what waits. */
const mostBatches = 200;

/** What is told when the account stops. */
interface NoticeSender {
  list(most: number): Promise<readonly Batch[]>;
  post(notice: Notice): Promise<boolean>;
}

/**
 * `<prefix>:forged` (place to mark) is what was found, `:forged-seen:<batch>` what a person has seen of it, which `resume.lua` puts there.
 * A mark is of the place and the text, by the account's hash key: who lacks it can make the account stop again, and no more. What is held
 * is not sent whatever is written here, since nothing of it opens.
 */
export function createForgeries(
  { redis, scripts, prefix, account, now, keys }: Home,
  sender: () => NoticeSender,
): ForgeryFinder {
  const seenOf = (batch: string) => `${prefix}:forged-seen:${batch}`;
  const markOf = async (place: ForgedPlace, text: string) =>
    (await keys.hash()).mark(`forged ${pointerTo(place)}\n${withoutTries(text)}`);

  async function tell(why: Message): Promise<void> {
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
    if ((await scripts.stop([account], [now(), storedReason(why), byForged])) === 1) await tell(why);
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

/** A claim that is given back, and the list, leave the row as it was, but for how often it was tried and when. */
const withoutTries = (record: string) => record.replace(/^([a-z]+ \d+) \d+ \d+ \d+/, '$1');

function reasonFor({ batch, line, isRejection }: ForgedPlace): Message {
  if (line === undefined) return message('forged_batch_found', { batch });
  return message(isRejection ? 'forged_rejection_found' : 'forged_line_found', { batch, line });
}

/** Undefined where something else stands in the place of a hash: nothing was seen then. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isForgery(error)) throw error;
    return undefined;
  }
}
