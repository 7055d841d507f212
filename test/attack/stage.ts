import type { Redis } from 'ioredis';
import { closeBooks } from '../../src/actions/audit/close-books.ts';
import type { Audit } from '../../src/domain/audit.ts';
import { type Batch, isFinished } from '../../src/domain/batch.ts';
import { startWorkers } from '../../workers/main.ts';
import { trustLedger } from '../support/account-context.ts';
import { waitUntil } from '../support/wait-until.ts';
import { lifeMs, Oracle } from './oracle.ts';
import { handIn, type Scene, type Stage, type TrueRow } from './scene.ts';

/** One account that is attacked, by whoever has `redis` and no key. */
export interface Victim {
  readonly stage: Stage;
  readonly redis: Redis;
  readonly oracle: Oracle;
  submit(rows: readonly TrueRow[]): Promise<Batch>;
  /** Works until `isOver` is true. */
  work(isOver: () => Promise<boolean>): Promise<void>;
  workToEnd(...batches: readonly Batch[]): Promise<void>;
  read(batch: Pick<Batch, 'id'>): Promise<Batch>;
  /** Books as they are now. */
  books(batch: Pick<Batch, 'id'>): Promise<Audit>;
  record(batch: Pick<Batch, 'id'>, line: number): Promise<string>;
  setRecord(batch: Pick<Batch, 'id'>, line: number, record: string): Promise<void>;
  /** Changes one line of a page; 0 is the state. */
  change(batch: Pick<Batch, 'id'>, line: number, at: number, to: (text: string) => string): Promise<void>;
  key(kind: string, batch?: Pick<Batch, 'id'>): string;
  stoppedBy(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A backstop, in ms. */
const mostMs = 10_000;

export async function victimIn(scene: Scene, name: string): Promise<Victim> {
  const stage = scene.account(name);
  const redis = scene.redis.connect();
  const oracle = new Oracle(scene, stage);
  const { context, prefix } = stage;
  await trustLedger(context);
  const key = (kind: string, batch?: Pick<Batch, 'id'>) =>
    `${prefix}:${kind}${batch === undefined ? '' : `:${batch.id}`}`;
  const patience = { signal: new AbortController().signal, isPatient: true };

  async function read({ id }: Pick<Batch, 'id'>): Promise<Batch> {
    const batch = await context.ledger.batches.read(id);
    if (batch === undefined) throw new Error(`no batch ${id}`);
    return batch;
  }

  async function work(isOver: () => Promise<boolean>): Promise<void> {
    const workers = startWorkers(context, 4);
    try {
      await waitUntil('the end of the work', isOver, mostMs);
    } finally {
      await workers.stop();
    }
  }

  const record = async (batch: Pick<Batch, 'id'>, line: number) =>
    (await redis.hget(key('entries', batch), String(line))) ?? '';
  const setRecord = async (batch: Pick<Batch, 'id'>, line: number, text: string) => {
    await redis.hset(key('entries', batch), String(line), text);
  };

  return {
    stage,
    redis,
    oracle,
    key,
    read,
    work,
    record,
    setRecord,
    async submit(rows) {
      const from = Date.now();
      oracle.rows.push(...rows.filter(({ isBad }) => isBad !== true));
      const batch = await handIn(stage, rows);
      oracle.wanted.push({ from, until: Date.now(), lifeMs });
      return batch;
    },
    workToEnd: (...batches) =>
      work(async () => (await Promise.all(batches.map(read))).every((batch) => isFinished(batch))),
    books: async (batch) => closeBooks(context, await read(batch), patience, async () => undefined),
    async change(batch, line, at, to) {
      const lines = (await record(batch, line)).split('\n');
      lines[at] = to(lines[at] ?? '');
      await setRecord(batch, line, lines.join('\n'));
    },
    stoppedBy: async () => (await context.ledger.account.status()).stopped?.by,
    async close() {
      await stage.close();
      await redis.unlink(...(await redis.keys(`${prefix}*`)));
      redis.disconnect();
    },
  };
}
