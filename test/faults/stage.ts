import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type Crew, startCrew } from '../../src/cli/crew.ts';
import { accountId } from '../../src/domain/account.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { refunds, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createPerson, fileName, type Person } from './person.ts';
import type { Scale } from './scale.ts';

/** Which connection of a worker leads through a proxy. */
export type Through = 'nothing' | 'redis' | 'bridge';

/** The names of the crew's faults in the table. */
const faultNames = { killed: 'worker killed -9', frozen: 'worker frozen past every lease' } as const;

/** The parts of a trial: a real Redis, a sandbox, a submitted file, and a crew once it is started. */
export interface Stage {
  readonly scale: Scale;
  readonly trial: Trial;
  readonly redis: TestRedis;
  /** A client connected directly to that Redis. */
  readonly client: Redis;
  readonly proxy: TcpProxy;
  readonly person: Person;
  /** How often each fault happened. */
  readonly faults: Map<string, number>;
  /** Measurements, by name. */
  readonly figures: Map<string, string>;
  /** When the last broken connection was repaired. */
  healedAt?: number;
  count(fault: string, by?: number): void;
  /** Starts the workers. */
  crew(): Crew;
  /** Waits until links are made for this share of the rows. */
  made(share: number): Promise<void>;
  /** Kills the Redis without warning; `meanwhile` runs while it is dead; then it is started again. */
  killRedis(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** How long a killed Redis is away, in ms. */
const awayMs = 300;

/** Opens a stage and submits the file, so that the ledger's first recovery scan becomes due while other trials run. */
export async function openStage(scale: Scale, through: Through): Promise<Stage> {
  const redis = await startTestRedis({ appendfsync: 'always' });
  const proxy = await startTcpProxy();
  const address = `127.0.0.1:${proxy.port}`;
  const trial = await startTrial({
    limits: scale.limits,
    faults: { listingDelayMs: scale.listedAfterMs },
    env: {
      REDIS_URL: through === 'redis' ? `redis://${address}` : `unix://${redis.socketPath}`,
      BRIDGE_TIMEOUT_MS: String(scale.timeoutMs),
      LINKMILL_LATE_COMMIT_MS: String(scale.lateCommitMs),
      LINKMILL_LISTING_DELAY_MS: String(scale.listingDelayMs),
      LINKMILL_CONCURRENCY: String(scale.concurrency),
      ...(through === 'bridge' && { BRIDGE_BASE_URL: `http://${address}` }),
    },
  });
  proxy.lead(
    through === 'bridge' ? { host: '127.0.0.1', port: trial.sandbox.port } : { path: redis.socketPath },
  );
  const person = createPerson(trial, scale);
  trial.write(fileName, refunds(scale.rows));
  await person.handIn();
  return stageOf(scale, trial, redis, proxy, person);
}

function stageOf(scale: Scale, trial: Trial, redis: TestRedis, proxy: TcpProxy, person: Person): Stage {
  const faults = new Map<string, number>();
  const count = (fault: string, by = 1) => void faults.set(fault, (faults.get(fault) ?? 0) + by);
  let crew: Crew | undefined;
  const abandon = () => crew?.abandon();
  // Workers that outlive their trial would wait for its Redis for ever.
  process.once('exit', abandon);
  return {
    ...{ scale, trial, redis, proxy, person, faults, count },
    client: redis.connect(),
    figures: new Map(),
    crew: () =>
      (crew ??= startCrew(
        scale.workers,
        () => trial.start('worker'),
        (fault) => count(faultNames[fault]),
      )),
    made: (share) =>
      waitUntil(
        `links for ${share * 100} % of the rows`,
        () => trial.sandbox.links().length >= share * scale.rows,
        scale.mostMs,
      ),
    async killRedis(meanwhile) {
      await redis.kill();
      count('Redis killed -9');
      meanwhile?.();
      await pause(awayMs);
      await redis.revive();
    },
    async close() {
      await abandon();
      process.off('exit', abandon);
      await proxy.close();
      await trial.stop();
      await redis.stop();
    },
  };
}

/** The key prefix of the trial's account. */
export function prefixOf({ trial }: Pick<Stage, 'trial'>): string {
  return accountPrefix(accountId(new URL(trial.baseUrl).host, 'trial'));
}
