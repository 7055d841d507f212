import { dayMs } from '../domain/dates/spans.ts';
import {
  type Delivery,
  deliverySchema,
  type Notice,
  noticeSchema,
  type PostedNotice,
  type Target,
  targets,
} from '../domain/notices/notice.ts';
import { legible, withTexts } from '../domain/text/shown.ts';
import type { Home } from './home.ts';
import type { OpenRecord } from './records.ts';
import { textIn } from './text-in.ts';

/**
 * The outbox of notices. Each is delivered to every target at least once: a process that dies between delivery and `settle` leads to a
 * second delivery. Notices stay for 30 days, a thousand at most.
 */
export interface Notices {
  /** Posts a notice, once for its id, and makes it due at every target; false where it was posted before. */
  post(notice: Notice): Promise<boolean>;
  /** Notices that are due at a target, the longest due first, without those that this installation did not write. */
  due(target: Target, most: number): Promise<PostedNotice[]>;
  /** Among the first `most` notices that are due at a target, drops those that this installation did not write; returns how many. */
  dropForged(target: Target, most: number): Promise<number>;
  /** Saves the outcome of an attempt. `dueAt`: when the next one is due, in ms of the ledger's clock; absent for no more. */
  settle(target: Target, id: string, delivery: Delivery, dueAt?: number): Promise<void>;
  /** Newest first, without those that this installation did not write. */
  list(most: number): Promise<PostedNotice[]>;
}

const mostNotices = 1_000;
const longestStayMs = 30 * dayMs;
const longestId = 200;

/** The place for which a notice is sealed. */
export const noticePlace = (id: string) => `notice ${id}`;

/** The place for which its delivery at a target is sealed. */
export const deliveryPlace = (target: Target, id: string) => `delivery ${target} ${id}`;

/**
 * Keys, all hashes and zsets by a notice's id: `<prefix>:notices` (the notice, a record), `:posted` (when), and for each target
 * `:due:<target>` (when) and `:deliveries:<target>` (the delivery, a record).
 */
export function createNotices({ redis, scripts, prefix, account, now, records }: Home): Notices {
  const notices = `${prefix}:notices`;

  async function read(ids: readonly string[]): Promise<PostedNotice[]> {
    if (ids.length === 0) return [];
    const texts = await redis.hmget(notices, ...ids);
    const [mails, webhooks] = await Promise.all(
      targets.map((target) => redis.hmget(`${notices}:deliveries:${target}`, ...ids)),
    );
    const open = await records.opener();
    return texts.flatMap((text, at) => {
      const id = ids[at] ?? '';
      const notice = noticeOf(open, id, text);
      if (notice === undefined) return [];
      const mail = deliveryOf(open, 'mail', id, mails?.[at]);
      const webhook = deliveryOf(open, 'webhook', id, webhooks?.[at]);
      return [{ notice, deliveries: { mail, webhook } }];
    });
  }

  const dueIds = (target: Target, most: number) => scripts.due([`${notices}:due:${target}`], [now(), most]);

  /** Those of these ids whose notice this installation did not write. */
  async function forgedAmong(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const texts = await redis.hmget(notices, ...ids);
    // The key is read after the texts: the account's first record creates it.
    const open = await records.opener();
    return ids.filter((id, at) => texts[at] != null && noticeOf(open, id, texts[at]) === undefined);
  }

  async function drop(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const dropping = redis
      .multi()
      .hdel(notices, ...ids)
      .zrem(`${notices}:posted`, ...ids);
    for (const target of targets)
      dropping.zrem(`${notices}:due:${target}`, ...ids).hdel(`${notices}:deliveries:${target}`, ...ids);
    await dropping.exec();
  }

  return {
    async post(notice) {
      const { id } = notice;
      if (id.length > longestId) throw new Error(`the id of a notice is too long: ${id}`);
      // Names of files come from outside: their control characters must not start a line of a mail, or move a terminal's cursor.
      const text = JSON.stringify(withTexts(notice, legible));
      const postOnce = () =>
        records.sealing(text, noticePlace(id), async (sealed, keyId) => {
          const args = [prefix, now(), id, sealed, mostNotices, longestStayMs, keyId, ...targets];
          return (await scripts['post-notice']([account], args)) === 1;
        });
      if (await postOnce()) return true;
      // A forged notice with its id must not suppress it.
      const forged = await forgedAmong([id]);
      await drop(forged);
      return forged.length > 0 && postOnce();
    },
    async due(target, most) {
      return read(await dueIds(target, most));
    },
    async dropForged(target, most) {
      const forged = await forgedAmong(await dueIds(target, most));
      await drop(forged);
      return forged.length;
    },
    async settle(target, id, delivery, dueAt) {
      await records.sealing(JSON.stringify(delivery), deliveryPlace(target, id), (sealed, keyId) =>
        scripts['settle-notice']([account], [prefix, target, id, sealed, dueAt ?? '', keyId]),
      );
    },
    async list(most) {
      return read(await redis.zrevrange(`${notices}:posted`, 0, most - 1));
    },
  };
}

/** Undefined where it was dropped since its id was read, or where this installation did not write it. */
function noticeOf(open: OpenRecord, id: string, text: string | null | undefined): Notice | undefined {
  const opened = text == null ? undefined : open(text, noticePlace(id));
  return opened === undefined ? undefined : textIn(noticeSchema, opened);
}

function deliveryOf(open: OpenRecord, target: Target, id: string, text: string | null | undefined): Delivery {
  const opened = text == null ? undefined : open(text, deliveryPlace(target, id));
  const delivery = opened === undefined ? undefined : textIn(deliverySchema, opened);
  return delivery ?? { kind: 'waiting', attempts: 0 };
}
