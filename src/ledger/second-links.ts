import type { Redis } from 'ioredis';
import type { Entry } from '../domain/entry.ts';
import { type EntryKey, keyOf, type Link } from '../domain/entry.ts';
import { encodePast, linkText } from './page.ts';
import type { Scripts } from './scripts.ts';

/** A link that is to be revoked, and why; the intent is durable before the revocation is asked for. */
export interface Revocation {
  readonly id: string;
  readonly key: EntryKey;
  readonly why: 'second link' | 'batch revoked';
}

/** How the provider showed a link that can no longer be paid, or that it does not know. */
export type SeenEnd = 'revoked' | 'expired' | 'completed' | 'absent';

/** What is done about links beside the one of an entry: choosing, revoking, replacing, reissuing. */
export interface SecondLinks {
  /** Second links that are to be decided upon, with the entries that have another one. */
  extras(most: number): Promise<{ readonly id: string; readonly key: EntryKey }[]>;
  /** `keep`: to be decided upon; `twice`: paid, as another one of the entry was. */
  decideExtra(key: EntryKey, id: string, decision: 'keep' | 'revoke' | 'drop' | 'twice'): Promise<void>;
  /** Another link takes the place of the entry's, which was seen not to be payable. */
  replaceLink(entry: Entry, status: string, link: Link, at: number): Promise<boolean>;
  /** The entry's link was seen to bear another reference: the row is doubtful. */
  disown(key: EntryKey, id: string): Promise<boolean>;
  /** A new generation, whose link is to expire then; false where the entry has another link by now. `said`: who and why. */
  reissue(entry: Entry, status: string, expiresAt: string, said: string, at: number): Promise<boolean>;
  /** Notes that the links of these lines are to be revoked. Returns how many there are to revoke. */
  revokeLines(batch: string, lines: readonly number[], said: string): Promise<number>;
  revocations(most: number): Promise<Revocation[]>;
  endRevocation(id: string, seen: SeenEnd): Promise<void>;
  /** How the links of these lines were seen to have ended, where they were. */
  endedLinks(batch: string, lines: readonly number[]): Promise<Map<number, EndedLink>>;
  /** Lines whose entries were paid twice, with the ids of the second links. */
  paidTwice(batch: string): Promise<Map<number, string>>;
}

export interface EndedLink {
  readonly id: string;
  readonly status: string;
  readonly at: number;
}

export function createSecondLinks(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  head: () => (string | number)[],
): SecondLinks {
  const account = [`${prefix}:account`];

  /** Some fields of a hash that shrinks as they are dealt with. */
  async function someOf(key: string, most: number): Promise<[string, string][]> {
    const [, fields] = await redis.hscan(key, 0, 'COUNT', most);
    return Array.from({ length: fields.length / 2 }, (_, at) => [
      fields[2 * at] ?? '',
      fields[2 * at + 1] ?? '',
    ]);
  }

  /** The entry's past once its link has ended too. */
  function pastOf(entry: Entry, status: string, at: number, expiresAt: string | undefined): [string, string] {
    if (entry.state.kind !== 'created') throw new Error('an entry without a link has no link that ended');
    const { id, url } = entry.state.link;
    return [id, encodePast([...entry.earlierLinks, { id, url, status, at }], expiresAt)];
  }

  return {
    async extras(most) {
      return (await someOf(`${prefix}:extras`, most)).map(([id, pointer]) => ({ id, key: keyOf(pointer) }));
    },
    async decideExtra({ batch, line }, id, decision) {
      await scripts.extra(account, [...head(), batch, line, id, decision]);
    },
    async replaceLink(entry, status, link, at) {
      const [id, past] = pastOf(entry, status, at, entry.reissuedExpiry);
      const { batch, line } = entry.key;
      const args = [...head(), batch, line, id, `1 ${linkText(link)}`, past];
      return (await scripts.replace(account, args)) === 1;
    },
    async disown({ batch, line }, id) {
      return (await scripts.disown(account, [...head(), batch, line, id])) === 1;
    },
    async reissue(entry, status, expiresAt, said, at) {
      const [id, past] = pastOf(entry, status, at, expiresAt);
      const { batch, line } = entry.key;
      return (await scripts.reissue(account, [...head(), batch, line, id, status, past, said])) === 1;
    },
    async revokeLines(batch, lines, said) {
      return lines.length === 0 ? 0 : scripts.revoke(account, [...head(), batch, said, ...lines]);
    },
    async revocations(most) {
      return (await someOf(`${prefix}:revoking`, most)).map(([id, intent]) => {
        const space = intent.indexOf(' ');
        return {
          id,
          key: keyOf(intent.slice(0, space)),
          why: intent.slice(space + 1) === 'batch revoked' ? 'batch revoked' : 'second link',
        };
      });
    },
    async endRevocation(id, seen) {
      await scripts['end-revocation'](account, [...head(), id, seen]);
    },
    async endedLinks(batch, lines) {
      const found =
        lines.length === 0 ? [] : await redis.hmget(`${prefix}:ended:${batch}`, ...lines.map(String));
      return new Map(
        lines.flatMap((line, index) => {
          const [id = '', status = '', at] = found[index]?.split(' ') ?? [];
          return at === undefined ? [] : [[line, { id, status, at: Number(at) }]];
        }),
      );
    },
    async paidTwice(batch) {
      const fields = await redis.hgetall(`${prefix}:twice:${batch}`);
      return new Map(Object.entries(fields).map(([line, ids]) => [Number(line), ids]));
    },
  };
}
