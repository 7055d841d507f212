import type { Redis } from 'ioredis';
import type { Random } from '../simulation/random.ts';

/** How many earlier values of one place in Redis are remembered. */
const mostSeen = 6;

/** What may be set that is not there. */
const fieldsOfBatches = [
  'purgedAt',
  'erasedAt',
  'heldAfter',
  'pausedBy',
  'cancelledBy',
  'revokedBy',
  'verifiedAt',
  'balanced',
  'auditedAt',
  'committedAt',
  'finishedAt',
  'reopenedAt',
  'approval',
  'submittedAt',
  'dataKey',
  'amountMaxCents',
];
const fieldsOfAccounts = [
  'stopped',
  'stoppedBy',
  'state',
  'cleanStop',
  'verifyFrom',
  'seenTo',
  'born',
  'hashKey',
];
const states = ['entered', 'claimed', 'doubtful', 'created', 'refused', 'failed', 'cancelled'];

/** What somebody changes: all that there is, whole keys among it; pages; states alone; or what is not there. */
export type Manner = 'everything' | 'fields' | 'pages' | 'states' | 'planting';

/**
 * Somebody who can write to Redis and lacks the installation's key: changes, swaps, copies, deletes and replays what is there under a
 * prefix, of every kind of key, at random.
 */
export class Forger {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #random: Random;
  readonly #seen = new Map<string, string[]>();
  /** What was changed, in order. */
  readonly changes: string[] = [];

  constructor(redis: Redis, prefix: string, random: Random) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#random = random;
  }

  /** Changes one thing; nothing where there is nothing yet. */
  async change(manner: Manner): Promise<void> {
    const keys = (await this.#redis.keys(`${this.#prefix}:*`)).sort();
    if (manner === 'planting' && this.#random.chance(0.7)) return this.#plant(keys);
    if (manner === 'states') return this.#setBack(keys);
    const isWhole = manner === 'everything';
    const kinds = [...new Set(keys.map((key) => this.#kindOf(key)))];
    if (kinds.length === 0) return;
    const kind = this.#random.chance(0.4) && kinds.includes('entries') ? 'entries' : this.#random.pick(kinds);
    const key = this.#random.pick(keys.filter((one) => this.#kindOf(one) === kind));
    if (manner === 'pages' && kind !== 'entries') return;
    if (this.#random.chance(0.06)) return this.#plant(keys);
    if (isWhole && this.#random.chance(0.03)) return this.#moveKey(key, keys);
    const type = await this.#redis.type(key);
    if (type === 'hash') await this.#changeHash(key, kind, keys);
    else if (type === 'zset') await this.#changeSorted(key);
    else if (type === 'string') await this.#changeText(key);
    else if (type === 'list') await this.#changeList(key);
  }

  #kindOf(key: string): string {
    return key.slice(this.#prefix.length + 1).split(':')[0] ?? '';
  }

  #note(words: string): void {
    this.changes.push(words.replaceAll('\n', '⏎').slice(0, 400));
  }

  async #moveKey(key: string, keys: readonly string[]): Promise<void> {
    const same = keys.filter((one) => this.#kindOf(one) === this.#kindOf(key) && one !== key);
    if (same.length === 0 || this.#random.chance(0.3)) {
      await this.#redis.unlink(key);
      this.#note(`deletes ${key}`);
      return;
    }
    const other = this.#random.pick(same);
    await this.#redis.copy(key, other, 'REPLACE');
    this.#note(`copies ${key} over ${other}`);
  }

  /** Only what no key protects: states are set back, or an earlier page is put in place, and what would tell of it goes. */
  async #setBack(keys: readonly string[]): Promise<void> {
    const key = this.#bound().pick(keys.filter((one) => this.#kindOf(one) === 'entries'));
    const line = key === undefined ? undefined : this.#bound().pick((await this.#redis.hkeys(key)).sort());
    if (key === undefined || line === undefined) return;
    const now = (await this.#redis.hget(key, line)) ?? '';
    const past = this.#remember(`${key} ${line}`, now);
    const batch = key.slice(this.#prefix.length + 9);
    const [state = '', ...lines] = now.split('\n');
    const words = state.split(' ');
    const back = [`entered ${words[1]} ${words[2]} ${words[3]} 0 `, ...lines].join('\n');
    const record = now.startsWith('known ') || this.#random.chance(0.4) ? this.#random.pick(past) : back;
    await this.#redis.hset(key, line, record);
    if (this.#random.chance(0.5)) await this.#redis.hset(`${this.#prefix}:batch:${batch}`, 'open', 1);
    this.#note(`sets back ${key} ${line}: ${now} -> ${record}`);
    if (this.#random.chance(0.5)) await this.#plant(keys);
  }

  async #changeHash(key: string, kind: string, keys: readonly string[]): Promise<void> {
    const { pick, chance } = this.#bound();
    const fields = (await this.#redis.hkeys(key)).sort();
    const field = pick(fields);
    if (field === undefined) return;
    const now = (await this.#redis.hget(key, field)) ?? '';
    const past = this.#remember(`${key} ${field}`, now);
    let value: string | undefined;
    if (chance(0.12)) {
      await this.#redis.hdel(key, field);
      return this.#note(`deletes ${key} ${field}: ${now}`);
    }
    if (chance(0.3) && past.length > 1) value = pick(past);
    else if (chance(0.2)) value = await this.#other(kind, field, keys);
    else value = kind === 'entries' ? this.#forgePage(now) : this.#forge(now);
    await this.#redis.hset(key, field, value ?? '');
    this.#note(`sets ${key} ${field}: ${now} -> ${value}`);
  }

  /** A value from another place of the same kind: of the same field elsewhere, or of another field. */
  async #other(kind: string, field: string, keys: readonly string[]): Promise<string> {
    const key = this.#random.pick(keys.filter((one) => this.#kindOf(one) === kind));
    if ((await this.#redis.type(key)) !== 'hash') return '';
    const same = this.#random.chance(0.5) ? await this.#redis.hget(key, field) : null;
    if (same !== null) return same;
    const fields = (await this.#redis.hkeys(key)).sort();
    return fields.length === 0 ? '' : ((await this.#redis.hget(key, this.#random.pick(fields))) ?? '');
  }

  async #changeSorted(key: string): Promise<void> {
    const { pick, chance } = this.#bound();
    const members = await this.#redis.zrange(key, '0', '-1');
    const member = pick(members);
    if (member === undefined) return;
    if (chance(0.5)) {
      await this.#redis.zrem(key, member);
      return this.#note(`removes ${member} from ${key}`);
    }
    const score = pick(['0', '1', '4000000000000', String(Date.now()), String(Date.now() + 5_000)]);
    await this.#redis.zadd(key, score ?? '0', chance(0.8) ? member : this.#forge(member));
    this.#note(`scores ${member} in ${key}: ${score}`);
  }

  async #changeText(key: string): Promise<void> {
    const now = (await this.#redis.get(key)) ?? '';
    const past = this.#remember(key, now);
    const value = this.#random.chance(0.4) ? this.#random.pick(past) : this.#forge(now);
    await this.#redis.set(key, value);
    this.#note(`sets ${key}: ${now} -> ${value}`);
  }

  async #changeList(key: string): Promise<void> {
    const now = (await this.#redis.lindex(key, 0)) ?? '';
    await this.#redis.rpush(key, this.#forge(now));
    this.#note(`pushes to ${key}`);
  }

  /** Something that was not there. */
  async #plant(keys: readonly string[]): Promise<void> {
    const { pick } = this.#bound();
    const batches = keys.filter((key) => this.#kindOf(key) === 'batch');
    const batch = pick(batches)?.slice(this.#prefix.length + 7);
    if (batch === undefined) return;
    const entries = await this.#redis.hgetall(`${this.#prefix}:entries:${batch}`);
    const line = pick(Object.keys(entries).sort()) ?? '2';
    const id = /created \d+ \d+ \d+ \d+ \d (\S+)/.exec(Object.values(entries).sort().join('\n'))?.[1] ?? 'x';
    const now = String(Date.now());
    const at = `${this.#prefix}`;
    const ways: [string, () => Promise<unknown>][] = [
      [
        'batch field',
        () =>
          this.#redis.hset(
            `${at}:batch:${batch}`,
            pick(fieldsOfBatches) ?? '',
            pick(['1', now, '0', '{"at":1,"by":"x","why":""}']) ?? '',
          ),
      ],
      [
        'account field',
        () =>
          this.#redis.hset(`${at}:account`, pick(fieldsOfAccounts) ?? '', pick(['sound', '1', now]) ?? ''),
      ],
      ['twice', () => this.#redis.hset(`${at}:twice:${batch}`, line, id)],
      ['duplicates', () => this.#redis.hset(`${at}:duplicates:${batch}`, line, id)],
      ['ended', () => this.#redis.hset(`${at}:ended:${batch}`, line, `${id} revoked ${now}`)],
      ['revoking', () => this.#redis.hset(`${at}:revoking`, id, `${batch}-${line} second link`)],
      ['revocations', () => this.#redis.zadd(`${at}:revocations`, now, id)],
      ['holders', () => this.#redis.hset(`${at}:holders`, `${batch}-${line}`, batch)],
      ['rejection', () => this.#redis.hset(`${at}:rejections:${batch}`, line, '[{"code":"amount_missing"}]')],
      [
        'hash key',
        () =>
          this.#redis.hset(`${at}:account`, 'hashKey', `abcdefgh ${Buffer.alloc(32).toString('base64url')}`),
      ],
      ['audit', () => this.#redis.zadd(`${at}:audits`, now, batch)],
    ];
    const way = this.#random.pick(ways);
    await way[1]();
    this.#note(`plants ${way[0]} at ${batch} line ${line} ${id}`);
  }

  #forgePage(record: string): string {
    const { pick, chance } = this.#bound();
    const lines = record.split('\n');
    const words = (lines[0] ?? '').split(' ');
    switch (this.#random.whole(0, 9)) {
      case 0:
        return [[pick(states), ...words.slice(1, 5)].join(' '), ...lines.slice(1)].join('\n');
      case 1:
        words[this.#random.whole(1, 4)] = String(this.#random.whole(0, 9));
        return [words.join(' '), ...lines.slice(1)].join('\n');
      case 2:
        // Back to the beginning.
        return [`entered ${words[1]} ${words[2]} ${chance(0.5) ? words[3] : 0} 0 `, ...lines.slice(1)].join(
          '\n',
        );
      case 3:
        lines[2] = (lines[2] ?? '').replace(/^\[\d+/, () => `[${this.#random.whole(1, 999_900)}`);
        return lines.join('\n');
      case 4:
        lines[3] = chance(0.5) ? '' : '[0,"DE89370400440532013000",["Mallory","Thief"]]';
        return lines.join('\n');
      case 5:
        lines[1] = chance(0.5) ? '' : `other-${this.#random.whole(1, 9)}`;
        return lines.join('\n');
      case 6:
        lines[2] = (lines[2] ?? '').replace(/\]$/, ',"2027-01-01T00:00:00Z"]');
        return lines.join('\n');
      case 7:
        lines[4] = chance(0.5)
          ? '{"wantedAt":1,"expiresAt":"2027-01-01T00:00:00Z","links":[]}'
          : `{"links":[["${words[6] ?? 'x'}","","revoked",1]]}`;
        return lines.join('\n');
      case 8:
        return (lines[0] ?? '').includes('https')
          ? record.replace(/https\S+/, 'https://pay.bridgeapi.io/link/mallory')
          : lines.slice(0, 4).join('\n');
      default:
        return this.#forge(record);
    }
  }

  #forge(text: string): string {
    const { pick } = this.#bound();
    const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
    switch (this.#random.whole(0, 4)) {
      case 0: {
        const at = pick(digits) ?? 0;
        return `${text.slice(0, at)}${this.#random.whole(0, 9)}${text.slice(at + 1)}`;
      }
      case 1:
        return text.replace(/\d+/, String(this.#random.whole(0, 99_999)));
      case 2:
        return text.slice(0, this.#random.whole(0, text.length));
      case 3:
        return pick(['', '0', '1', '{}', '[]', 'x'.repeat(50), String(Date.now())]) ?? '';
      default: {
        const at = this.#random.whole(0, Math.max(0, text.length - 1));
        return `${text.slice(0, at)}${pick(['A', 'z', '-', ' ', '"'])}${text.slice(at + 1)}`;
      }
    }
  }

  #remember(place: string, value: string): readonly string[] {
    const values = this.#seen.get(place) ?? [];
    this.#seen.set(place, values);
    if (values.at(-1) !== value) values.push(value);
    if (values.length > mostSeen) values.shift();
    return values;
  }

  /** Remembers all entry records, so that there is something to replay. */
  async watch(): Promise<void> {
    for (const key of await this.#redis.keys(`${this.#prefix}:*`)) {
      const kind = this.#kindOf(key);
      if (!['entries', 'batch', 'account', 'audit'].includes(kind)) continue;
      if ((await this.#redis.type(key)) === 'hash')
        for (const [field, value] of Object.entries(await this.#redis.hgetall(key)))
          this.#remember(`${key} ${field}`, value);
    }
  }

  #bound() {
    return {
      pick: <T>(values: readonly T[]): T | undefined =>
        values.length === 0 ? undefined : this.#random.pick(values),
      chance: (share: number) => this.#random.chance(share),
    };
  }
}
