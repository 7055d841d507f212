import type { Redis } from 'ioredis';
import type { Notice } from '../domain/notice.ts';

/** What people are to be told, kept until it was delivered. */
export interface Notices {
  /** Posts a notice, once for its id; false where it was posted before. */
  postNotice(notice: Notice): Promise<boolean>;
}

/** The outbox of an account: `<prefix>:notices`, a hash of id to notice as JSON. */
export function createNotices(redis: Redis, prefix: string): Notices {
  return {
    async postNotice(notice) {
      return (await redis.hsetnx(`${prefix}:notices`, notice.id, JSON.stringify(notice))) === 1;
    },
  };
}
