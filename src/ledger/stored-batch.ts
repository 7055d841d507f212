import { z } from 'zod';
import type { Batch, BatchOptions, Decision } from '../domain/batch.ts';
import { sealedBy } from '../domain/sealing.ts';
import type { NewBatch } from './batches.ts';
import type { BatchKey } from './keys.ts';
import { failureSchema } from './page.ts';

/** The fields that a batch is opened with. */
export function batchFields(batch: NewBatch, key: BatchKey): Record<string, string> {
  return {
    file: batch.file,
    fileRows: String(batch.fileRows),
    leftOutRows: String(batch.leftOutRows ?? 0),
    // Who pays is among them.
    options: key.seal(JSON.stringify(batch.options), optionsPlace),
    amountMaxCents: String(batch.amountMaxCents),
    ...(batch.again === undefined ? {} : { again: batch.again }),
    verifies: '1',
    open: '0',
    doubtful: '0',
  };
}

const optionsPlace = 'options';

const partySchema = z.union([
  z.object({ kind: z.literal('company'), companyName: z.string() }),
  z.object({ kind: z.literal('person'), firstName: z.string(), lastName: z.string() }),
]);

/** The options of a batch as they are stored. */
export const optionsSchema = z.object({
  payer: partySchema.optional(),
  expiresInSeconds: z.number(),
  expiresInBusinessDays: z.number().optional(),
  labelTemplate: z.string(),
  callbackUrl: z.string().optional(),
  defaultBeneficiary: z.boolean(),
  // Batches of version 0.1.0 have none of these; its dates were of UTC.
  timeZone: z.string().default('UTC'),
  transliterate: z.boolean().default(false),
  fullNames: z.enum(['company', 'hold']).default('company'),
  language: z.enum(['en', 'fr']).default('en'),
});

/** A batch out of its fields, opened by its key. */
export function toBatch(id: string, fields: Record<string, string>, key: BatchKey): Batch {
  const number = (name: string) => Number(fields[name] ?? 0);
  const optional = (name: string) => (fields[name] === undefined ? {} : { [name]: number(name) });
  const counts = {
    created: number('created'),
    refused: number('refused'),
    failed: number('failed'),
    cancelled: number('cancelled'),
    rejected: number('rejected'),
    known: number('known'),
    doubtful: number('doubtful'),
    open: number('open'),
  };
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    id,
    file: fields.file ?? '',
    fileRows: number('fileRows'),
    leftOutRows: number('leftOutRows'),
    options: optionsOf(fields.options ?? '{}', key),
    amountMaxCents: number('amountMaxCents'),
    ...(fields.again === undefined ? {} : { again: fields.again }),
    submittedAt: number('submittedAt'),
    ...optional('sealedAt'),
    ...optional('finishedAt'),
    ...optional('heldAfter'),
    ...optional('purgedAt'),
    books: { rows, ...counts, amountCents: number('amountCents'), createdCents: number('createdCents') },
    knownOpen: number('knownOpen'),
    knownCreated: number('knownCreated'),
    ...decision('paused', fields.pausedBy),
    ...decision('cancelled', fields.cancelledBy),
    ...decision('revoked', fields.revokedBy),
    ...optional('lastSentAt'),
    ...(fields.verifying !== undefined && { verifying: verifyingOf(fields.verifying) }),
    showsUnverified: fields.verifies === undefined,
    wasInDoubt: fields.doubted !== undefined,
    ...optional('auditedAt'),
    ...optional('reopenedAt'),
    isBalanced: fields.balanced === '1',
  };
}

function optionsOf(text: string, key: BatchKey): BatchOptions {
  const isSealed = sealedBy(text) !== undefined;
  return optionsSchema.parse(JSON.parse(isSealed ? key.open(text, optionsPlace) : text)) as BatchOptions;
}

function decision<Name extends 'paused' | 'cancelled' | 'revoked'>(name: Name, text: string | undefined) {
  const read = text === undefined ? {} : { [name]: decisionSchema.parse(JSON.parse(text)) };
  return read as { readonly [key in Name]?: Decision };
}

/** A decision as it is stored. */
export const decisionSchema = z.object({ at: z.number(), by: z.string(), why: z.string() });

function verifyingOf(text: string): NonNullable<Batch['verifying']> {
  const [line, sentAt] = text.split(' ').map(Number);
  return { line: line ?? 0, sentAt: sentAt ?? 0 };
}

const counts = z.record(z.string(), z.number());

/** Closed books as they are stored. */
export const auditSchema = z.object({
  at: z.number(),
  balanced: z.boolean(),
  rows: counts,
  cents: counts,
  links: counts,
  fileDigest: z.string(),
  reportDigest: z.string(),
  imbalances: z.array(z.object({ line: z.number(), failure: failureSchema })),
  imbalanceCount: z.number(),
  knownEnded: z.number(),
  linksFrom: z.number().optional(),
});
