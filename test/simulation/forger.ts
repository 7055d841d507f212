import { accountPrefix } from '../../src/ledger/ledger.ts';
import type { SimProcess } from './process.ts';
import type { RedisAnswer, RedisWord } from './resp.ts';
import { account, type World } from './world.ts';

/** How many earlier values of one place are remembered, to be replayed. */
const mostSeen = 5;

/** An attacker who can write to Redis and lacks the key: changes, copies, deletes and replays values at random moments. */
export async function forge(world: World, process: SimProcess): Promise<void> {
  const seen = new Map<string, string[]>();
  const { random, plan } = world;
  const clock = process.clock(process.life);
  for (let left = plan.forgeries; left > 0; ) {
    await clock.sleep(random.logBetween(200, 60_000));
    const words = await process.perform('forges', 0, async () => {
      const change = await changeOf(world, seen);
      if (change !== undefined) await world.store.execute(change, true, true);
      return change?.join(' ').replaceAll('\n', '⏎');
    });
    if (words !== undefined) left -= 1;
  }
}

async function changeOf(
  world: World,
  seen: Map<string, string[]>,
): Promise<readonly RedisWord[] | undefined> {
  const { random, store, files, plan } = world;
  const { batch, entries } = random.pick(files);
  const fields = async (key: string) => sorted(await store.look('HKEYS', key));
  const { line } = random.pick(entries);
  const prefix = accountPrefix(account);
  const records = `${prefix}:entries:${batch}`;
  const header = `${prefix}:batch:${batch}`;
  const record = String((await store.look('HGET', records, line)) ?? '');
  const past = remember(seen, `${batch} ${line}`, record);
  if (record === '') return undefined;
  const [state = '', ...lines] = record.split('\n');
  const words = state.split(' ');
  const set = (text: string) => ['HSET', records, line, text];
  const other = random.pick(entries).line;
  const otherRecord = String((await store.look('HGET', records, other)) ?? '').split('\n');
  const link = /^created \d+ \d+ \d+ \d+ \d (\S+)/.exec(state)?.[1] ?? 'link-1';
  switch (plan.forgeryKinds === undefined ? random.whole(0, 15) : random.pick(plan.forgeryKinds)) {
    case 0:
    case 1:
      return record.startsWith('known ')
        ? undefined
        : set([`entered ${words[1]} ${words[2]} ${words[3]} 0 `, ...lines].join('\n'));
    case 2:
      return set(random.pick(past));
    case 3:
      return set(record.replace(/\n\[\d+/, () => `\n[${random.whole(1, 9_999)}`));
    case 4:
      // The sealed line of another row.
      return set([state, lines[0], lines[1], otherRecord[3] ?? '', ...lines.slice(3)].join('\n'));
    case 5:
      return set([`entered ${random.whole(1, 3)} ${words[2]} 0 0 `, ...lines.slice(0, 3)].join('\n'));
    case 6:
      return set(
        [
          `entered ${words[1]} ${words[2]} ${words[3]} 0 `,
          ...lines.slice(0, 3),
          `{"wantedAt":1,"expiresAt":"2020-02-02T00:00:00Z","links":[["${link}","","revoked",1]],"grant":""}`,
        ].join('\n'),
      );
    case 7:
      return set(record.replace(/https:\S+/, 'https://pay.example/link-0'));
    case 8:
      return set(`known ${random.pick(files).batch}-${other}`);
    case 9:
      return set([`${otherRecord[0]}`, ...lines].join('\n'));
    case 10:
      return ['HDEL', records, line];
    case 11: {
      const field = random.pick(await fields(header));
      const value = random.pick(['0', '1', String(store.clock), String(store.clock + 50_000)]);
      return random.chance(0.3) ? ['HDEL', header, field] : ['HSET', header, field, value];
    }
    case 12:
      return [
        'HSET',
        `${prefix}:${random.pick(['twice', 'duplicates', 'ended'])}:${batch}`,
        line,
        `${link} revoked 1`,
      ];
    case 13:
      return ['HSET', `${prefix}:revoking`, link, `${batch}-${line} second link`];
    case 14:
      return ['ZREM', `${prefix}:${random.pick(['claims', 'doubts'])}`, `${batch}-${line}`];
    default:
      return random.chance(0.5)
        ? ['DEL', `${prefix}:${random.pick(['duplicates', 'revoking', 'revocations', 'holders', 'orphans'])}`]
        : ['HSET', `${prefix}:account`, random.pick(['state', 'stopped', 'refusals']), 'sound'];
  }
}

function remember(seen: Map<string, string[]>, place: string, value: string): readonly string[] {
  const values = seen.get(place) ?? [];
  seen.set(place, values);
  if (value !== '' && values.at(-1) !== value) values.push(value);
  if (values.length > mostSeen) values.shift();
  return values.length === 0 ? [value] : values;
}

function sorted(answer: RedisAnswer): string[] {
  return (Array.isArray(answer) ? answer.map(String) : []).sort();
}
