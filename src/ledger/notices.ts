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
 * What people are to be told, kept until each target was told: at least once, since who dies between telling and settling tells
 * again. Kept for 30 days, a thousand at most.
 */
export interface Notices {
  /** Posts a notice, once for its id, due at every target now; false where it was posted before. */
  post(notice: Notice): Promise<boolean>;
  /** Notices that are due at a target, the longest due first; without those that this installation did not write. */
  due(target: Target, most: number): Promise<PostedNotice[]>;
  /** Of the notices that are due at a target, `most` at once, drops those that this installation did not write; answers how many. */
  dropForged(target: Target, most: number): Promise<number>;
  /** Keeps what came of an attempt. `dueAt`: when the next one is due, in ms of the ledger's clock; absent where none is. */
  settle(target: Target, id: string, delivery: Delivery, dueAt?: number): Promise<void>;
  /** Newest first; as `due`. */
  list(most: number): Promise<PostedNotice[]>;
}

const mostKept = 1_000;
const longestKeptMs = 30 * dayMs;
const longestId = 200;

/** Where a notice is sealed for. */
export const noticePlace = (id: string) => `notice ${id}`;

/** Where what came of it at a target is sealed for. */
export const deliveryPlace = (target: Target, id: string) => `delivery ${target} ${id}`;

/**
 * The outbox of an account, all of it hashes and zsets by a notice's id: `<prefix>:notices` the notice as a record, `:posted` when,
 * and for each target `:due:<target>` when it is to be told and `:deliveries:<target>` what came of it, as a record.
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

  /** Of these ids those under which something stands that this installation did not write. */
  async function forgedAmong(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const texts = await redis.hmget(notices, ...ids);
    // After the texts: what an account has sealed first was sealed by a key that was not there before.
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
      // Names of files come from outside: nothing in them begins a line of a mail, or moves a terminal's cursor.
      const text = JSON.stringify(withTexts(notice, legible));
      const postOnce = () =>
        records.sealing(text, noticePlace(id), async (sealed, keyId) => {
          const args = [prefix, now(), id, sealed, mostKept, longestKeptMs, keyId, ...targets];
          return (await scripts['post-notice']([account], args)) === 1;
        });
      if (await postOnce()) return true;
      // Whoever took its id beforehand would keep it from being told.
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

/** Undefined where there is none: it has given way since its id was read, or this installation did not write it. */
function noticeOf(open: OpenRecord, id: string, text: string | null | undefined): Notice | undefined {
  const opened = text == null ? undefined : open(text, noticePlace(id));
  return opened === undefined ? undefined : textIn(noticeSchema, opened);
}

function deliveryOf(open: OpenRecord, target: Target, id: string, text: string | null | undefined): Delivery {
  const opened = text == null ? undefined : open(text, deliveryPlace(target, id));
  const delivery = opened === undefined ? undefined : textIn(deliverySchema, opened);
  return delivery ?? { kind: 'waiting', attempts: 0 };
}
