import { z } from 'zod';
import type { Batch, NewBatch } from '../domain/batch.ts';
import { isForgery } from '../domain/crypto/forged.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import { type Failure, fail, failureSchema } from '../domain/failure.ts';
import type { Rejection } from '../domain/row.ts';
import { message } from '../i18n/messages.ts';
import { orBatchGone } from './batch-gone.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import type { ForgeryFinder } from './forgeries.ts';
import type { Home } from './home.ts';
import { isPurged } from './purged.ts';
import { batchFields, headerOf, headerText, sealingOf, toBatch } from './stored-batch.ts';

/** The batches of an account: submission, rejections and people's decisions. */
export interface Batches extends Decisions {
  /** Opens the batch unless it exists; returns it. */
  open(batch: NewBatch): Promise<Batch>;
  read(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  list(most: number): Promise<Batch[]>;
  count(): Promise<number>;
  reject(id: string, rejections: readonly Rejection[]): Promise<void>;
  rejections(id: string, lines: readonly number[]): Promise<Map<number, readonly Failure[]>>;
  /**
   * Commits a submission whose rows are all in the ledger: its entries may be claimed. False where rows are missing because another
   * submission took them over; the caller enters them again.
   */
  commit(id: string, slices: readonly Slice[], heldAfter: number | undefined): Promise<boolean>;
  slices(id: string): Promise<Slice[]>;
}

/** First and last line of a part of a batch. */
export interface Slice {
  readonly first: number;
  readonly last: number;
}

/** A slice may span more lines than it has rows, since there may be blank lines between them. */
const mostLines = 2_000_000;

/** Rejects endless ranges, which somebody else may have written to Redis. */
function isSlice({ first, last }: Slice): boolean {
  const isWhole = Number.isSafeInteger(first) && Number.isSafeInteger(last);
  return isWhole && first >= 0 && last >= first && last - first < mostLines;
}

type Fields = Record<string, string>;

/** How often opening a batch is tried where it is lost, or opened by others, meanwhile. */
const mostTries = 5;

/** The fields of a batch that stay the same while its rows are sent, as one text that identifies a forgery. */
function boundText(fields: Readonly<Record<string, string>>): string {
  const names = [
    'dataKey',
    'options',
    'header',
    'committedAt',
    'sealing',
    'heldAfter',
    'approval',
    'purgedAt',
    'purged',
  ];
  return `${headerText(fields)} ${JSON.stringify(names.map((name) => fields[name] ?? ''))}`;
}

export function createBatches(home: Home, onForged: ForgeryFinder['found']): Batches {
  const { redis, scripts, prefix, now, keys } = home;
  const keyOf = (kind: string, id: string) => `${prefix}:${kind}:${id}`;
  const batchKey = (id: string) => keyOf('batch', id);

  async function read(id: string): Promise<Batch | undefined> {
    const found = await readOnce(id);
    if (found === undefined || !found.isSuspect) return found?.batch;
    // The ledger may have been lost since its keys were read.
    keys.forget(id);
    const again = await readOnce(id);
    // A batch whose key is missing here may open on another machine: it is held, but does not stop the account.
    if (again?.batch.isForged && again.batch.missingKey === undefined)
      await onForged({ batch: id }, boundText(again.fields));
    return again?.batch;
  }

  /** A key of another type is shown as a forged batch. */
  async function fieldsOf(id: string): Promise<Fields> {
    try {
      return await redis.hgetall(batchKey(id));
    } catch (error) {
      if (!isForgery(error)) throw error;
      return { file: '' };
    }
  }

  /** `isSuspect`: some of it was not written with the cached keys. */
  async function readOnce(
    id: string,
  ): Promise<{ readonly batch: Batch; readonly fields: Fields; readonly isSuspect: boolean } | undefined> {
    const fields = await fieldsOf(id);
    if (fields.file === undefined) return undefined;
    const keyOf = () => keys.ofField(id, fields.dataKey);
    const batch = toBatch(id, fields, keyOf, await keys.hash(), keys.isKeyed());
    const isClosed = fields.auditedAt === undefined || batch.auditedAt !== undefined;
    return { batch, fields, isSuspect: batch.isForged === true || !isClosed };
  }

  async function failuresOf(id: string, line: number, text: string): Promise<readonly Failure[]> {
    const sealedId = sealedBy(text);
    if (sealedId === undefined && keys.isKeyed() && !(await isPurged(redis, prefix, keys, id))) {
      await onForged({ batch: id, line, isRejection: true }, text);
      return [{ code: 'ledger_forged' }];
    }
    const key = sealedId === undefined ? undefined : await keys.toOpen(id, sealedId);
    if (sealedId !== undefined && key === undefined)
      throw fail('batch_lost', message('named_batch', { batch: id }));
    try {
      return failuresSchema.parse(JSON.parse(key?.open(text, rejectionPlace(line)) ?? text));
    } catch (error) {
      if (!isForgery(error)) throw error;
      await onForged({ batch: id, line, isRejection: true }, text);
      return [{ code: 'ledger_forged' }];
    }
  }

  return {
    ...createDecisions(home),
    read,
    async open(batch) {
      const { id } = batch;
      const redisKeys = [batchKey(id), `${prefix}:batches`, keyOf('entries', id)];
      for (let tries = 1; tries <= mostTries; tries += 1) {
        const dataKey = keys.newBatchField(id);
        const key = keys.ofField(id, dataKey);
        const opening = { ...batchFields(batch, key), ...(dataKey !== undefined && { dataKey }) };
        const submittedAt = await scripts.open(redisKeys, [now(), id, ...Object.entries(opening).flat()]);
        if (submittedAt === '') {
          const opened = await read(id);
          if (opened !== undefined) return opened;
        } else {
          const header = headerOf(batch, submittedAt, key);
          await scripts['head-batch']([batchKey(id)], [key.id, submittedAt, header]);
        }
      }
      throw new Error(`batch ${id} was not opened`);
    },
    async list(most) {
      const ids = await redis.zrevrange(`${prefix}:batches`, 0, most - 1);
      const batches = await Promise.all(ids.map(read));
      return batches.filter((batch) => batch !== undefined);
    },
    count: () => redis.zcard(`${prefix}:batches`),
    async reject(id, rejections) {
      if (rejections.length === 0) return;
      await orBatchGone(
        id,
        keys.sealing(id, (key) => {
          const args = rejections.flatMap(({ line, failures }) => [
            String(line),
            key.seal(JSON.stringify(failures), rejectionPlace(line)),
          ]);
          return scripts.reject([batchKey(id), keyOf('rejections', id)], [key.id, ...args]);
        }),
      );
    },
    async rejections(id, lines) {
      const found =
        lines.length === 0 ? [] : await redis.hmget(keyOf('rejections', id), ...lines.map(String));
      const failures = new Map<number, readonly Failure[]>();
      for (const [at, line] of lines.entries()) {
        const text = found[at];
        if (typeof text === 'string') failures.set(line, await failuresOf(id, line, text));
      }
      return failures;
    },
    async commit(id, slices, heldAfter) {
      const fields = slices.flatMap(({ first, last }) => [String(first), String(last)]);
      const isCommitted = await keys.sealing(id, (key) => {
        const args = [heldAfter ?? '', sealingOf(heldAfter, key), key.id, ...fields];
        return scripts.commit([batchKey(id), keyOf('slices', id)], [prefix, now(), id, ...args]);
      });
      return isCommitted === 1;
    },
    async slices(id) {
      const fields = await redis.hgetall(keyOf('slices', id));
      const slices = Object.entries(fields)
        .map(([first, last]) => ({ first: Number(first), last: Number(last) }))
        .filter(isSlice);
      return slices.sort((a, b) => a.first - b.first);
    },
  };
}

/** The place for which the failures of a rejected row are sealed. */
export const rejectionPlace = (line: number) => `${line} rejection`;

const failuresSchema = z.array(failureSchema);
