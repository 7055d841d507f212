import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Delivery, type Notice, type PostedNotice, type Target, targets } from '../domain/notice.ts';
import { legible } from '../domain/shown.ts';
import type { Scripts } from './scripts.ts';

/**
 * What people are to be told, kept until each target was told: at least once, since who dies between telling and settling tells
 * again. Kept for 30 days, a thousand at most.
 */
export interface Notices {
  /** Posts a notice, once for its id, due at every target now; false where it was posted before. */
  postNotice(notice: Notice): Promise<boolean>;
  /** Notices that are due at a target, the longest due first. */
  dueNotices(target: Target, most: number): Promise<PostedNotice[]>;
  /** Keeps what came of an attempt. `dueAt`: when the next one is due, in ms of the ledger's clock; absent where none is. */
  settleNotice(target: Target, id: string, delivery: Delivery, dueAt?: number): Promise<void>;
  /** Newest first. */
  notices(most: number): Promise<PostedNotice[]>;
}

/** Names of files come from outside: nothing in them begins a line of a mail, or moves a terminal's cursor. */
function onOwnLines(notice: Notice): Notice {
  return {
    ...notice,
    subject: legible(notice.subject),
    lines: notice.lines.map(legible),
    next: notice.next.map(legible),
  };
}

const mostKept = 1_000;
const longestKeptMs = 30 * 86_400_000;
const longestId = 200;

/**
 * The outbox of an account, all of it hashes and zsets by a notice's id: `<prefix>:notices` the notice as JSON, `:posted` when,
 * and for each target `:due:<target>` when it is to be told and `:deliveries:<target>` what came of it.
 */
export function createNotices(redis: Redis, scripts: Scripts, prefix: string, now: () => string): Notices {
  const account = `${prefix}:account`;
  const notices = `${prefix}:notices`;

  async function read(ids: readonly string[]): Promise<PostedNotice[]> {
    if (ids.length === 0) return [];
    const texts = await redis.hmget(notices, ...ids);
    const [mails, webhooks] = await Promise.all(
      targets.map((target) => redis.hmget(`${notices}:deliveries:${target}`, ...ids)),
    );
    return texts.flatMap((text, at) => {
      // It has given way since its id was read.
      if (text === null) return [];
      const deliveries = { mail: deliveryOf(mails?.[at]), webhook: deliveryOf(webhooks?.[at]) };
      return [{ notice: noticeSchema.parse(JSON.parse(text)) as Notice, deliveries }];
    });
  }

  return {
    async postNotice(notice) {
      if (notice.id.length > longestId) throw new Error(`the id of a notice is too long: ${notice.id}`);
      const kept = [mostKept, longestKeptMs, ...targets];
      const args = [prefix, now(), notice.id, JSON.stringify(onOwnLines(notice)), ...kept];
      return (await scripts['post-notice']([account], args)) === 1;
    },
    async dueNotices(target, most) {
      return read(await scripts.due([`${notices}:due:${target}`], [now(), most]));
    },
    async settleNotice(target, id, delivery, dueAt) {
      const args = [prefix, target, id, JSON.stringify(delivery), dueAt ?? ''];
      await scripts['settle-notice']([account], args);
    },
    async notices(most) {
      return read(await redis.zrevrange(`${notices}:posted`, 0, most - 1));
    },
  };
}

function deliveryOf(text: string | null | undefined): Delivery {
  return text ? (deliverySchema.parse(JSON.parse(text)) as Delivery) : { kind: 'waiting', attempts: 0 };
}

const noticeSchema = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.number(),
  subject: z.string(),
  lines: z.array(z.string()),
  facts: z.record(z.string(), z.number()),
  next: z.array(z.string()),
});

const deliverySchema = z.object({
  kind: z.enum(['waiting', 'delivered', 'undelivered', 'outdated']),
  attempts: z.number(),
  firstAt: z.number().optional(),
  lastAt: z.number().optional(),
  said: z.string().optional(),
});
