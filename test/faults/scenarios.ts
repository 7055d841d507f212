import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '../support/wait-until.ts';
import type { Stage, Through } from './stage.ts';
import { startWeather } from './weather.ts';

/** A trial and its faults. */
export interface Scenario {
  readonly letter: string;
  readonly title: string;
  readonly through: Through;
  /** Causes the faults while the crew works; resolves after the last one. */
  play(stage: Stage): Promise<void>;
}

/** The trials, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  {
    letter: 'A',
    title: 'a bad provider, workers killed and frozen, Redis killed',
    through: 'nothing',
    play: (stage) => storm(stage, killsOf(stage), true),
  },
  {
    letter: 'B',
    title: 'the same, and the append-only file loses its end',
    through: 'nothing',
    play: (stage) => {
      const kills = killsOf(stage);
      const last = kills.pop()?.share ?? 0;
      return storm(stage, [...kills, { share: last, act: () => stage.killRedis(() => cut(stage)) }]);
    },
  },
  {
    letter: 'C',
    title: 'the same, and the whole ledger is erased in the middle',
    through: 'nothing',
    play: (stage) => {
      const kills = killsOf(stage);
      const blow = { share: kills[0]?.share ?? 0, act: () => erase(stage) };
      // In a short trial one loss is enough.
      if (kills.length === 1) return storm(stage, [blow]);
      return storm(
        stage,
        [...kills, { ...blow, share: 0.5 }].toSorted((a, b) => a.share - b.share),
      );
    },
  },
  {
    letter: 'D',
    title: 'the answers of Redis are lost',
    through: 'redis',
    play: async (stage) => {
      for (const moment of stage.scale.moments) {
        await stage.made(moment);
        await breakWay(stage, 'swallow answers', 'Redis answers lost for a while');
      }
    },
  },
  {
    letter: 'E',
    title: 'Bridge swallows everything, then its answers',
    through: 'bridge',
    play: async (stage) => {
      await stage.made(0.2);
      await breakWay(stage, 'swallow', 'Bridge gone silent for a while');
      await stage.made(0.5);
      await breakWay(stage, 'swallow answers', 'Bridge answers lost for a while');
    },
  },
];

/** A fault of Redis at a share of the rows. */
interface Blow {
  readonly share: number;
  act(): Promise<void>;
}

function killsOf({ scale, killRedis }: Stage): Blow[] {
  return scale.moments.map((share) => ({ share, act: () => killRedis() }));
}

/** All faults at once: weather, workers killed one after another, one frozen meanwhile, and the faults of Redis in their order. */
async function storm(
  { scale, trial, crew, made }: Stage,
  blows: readonly Blow[],
  freezes = scale.freezesAlways,
): Promise<void> {
  const endWeather = startWeather(trial.sandbox, scale);
  const endStrikes = crew().strikeEach(scale.killEveryMs);
  let thawed: Promise<void> | undefined;
  for (const { share, act } of blows) {
    await made(share);
    if (freezes) thawed ??= crew().freeze(scale.freezeMs);
    // One dies together with the Redis, in the middle of its calls.
    crew().strike();
    await act();
  }
  await made(scale.calmFrom);
  endStrikes();
  await thawed;
  endWeather();
}

function cut({ redis, scale, count }: Stage): void {
  redis.cut(scale.cutBytes);
  count('append-only file cut');
}

/** Erases the ledger; the person notices it and submits the file again. */
async function erase({ client, person, count }: Stage): Promise<void> {
  await client.flushall();
  count('ledger erased');
  await person.handIn('erased');
}

/** Breaks the connection of the proxy for a while, and measures how soon links are made again. */
async function breakWay(stage: Stage, passage: 'swallow' | 'swallow answers', fault: string): Promise<void> {
  const { proxy, scale, trial, count, figures } = stage;
  const before = proxy.lost.connections;
  proxy.set(passage);
  await pause(scale.outageMs);
  proxy.heal('reset');
  stage.healedAt = Date.now();
  count(fault);
  count('connections that lost bytes', proxy.lost.connections - before);
  const links = trial.sandbox.links().length;
  await waitUntil('a link after the fault', () => trial.sandbox.links().length > links, scale.mostMs);
  const name = 'fault to next link';
  figures.set(name, [figures.get(name) ?? [], seconds(Date.now() - stage.healedAt)].flat().join(' '));
}

/** Formats a span for the table. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
