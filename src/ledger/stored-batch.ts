import {
  type Batch,
  type BatchOptions,
  batchOptionsSchema,
  type Decision,
  decisionSchema,
  type NewBatch,
} from '../domain/batch.ts';
import { isForgery, isKeyMissing } from '../domain/crypto/forged.ts';
import { SealBroken, sealedBy } from '../domain/crypto/sealing.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import { defined } from '../domain/defined.ts';
import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';

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
    open: '0',
    doubtful: '0',
  };
}

const optionsPlace = 'options';
const headerPlace = 'header';
const sealingPlace = 'sealing';
const approvalPlace = 'approval';

/** What a mark of closed books, and of an erased batch, is made of. */
export const auditPlace = (batch: string, text: string) => `audit ${batch} ${text}`;
export const booksPlace = (batch: string, auditedAt: string, balanced: string) =>
  `books ${batch} ${auditedAt} ${balanced}`;
export const purgePlace = (batch: string) => `purged ${batch}`;

/** What binds the clear fields of a batch together, and its time, sealed. */
export function headerOf(batch: NewBatch, submittedAt: string, key: BatchKey): string {
  const { file, fileRows, leftOutRows = 0, amountMaxCents, again = '' } = batch;
  return key.seal(
    headerText({ file, fileRows, leftOutRows, amountMaxCents, again, submittedAt }),
    headerPlace,
  );
}

/** What binds the end of a canary at the sealing of its batch, and what a person's yes to the rest is, sealed. */
export function sealingOf(heldAfter: number | undefined, key: BatchKey): string {
  return key.seal(String(heldAfter ?? ''), sealingPlace);
}
export function approvalOf(key: BatchKey): string {
  return key.seal(approved, approvalPlace);
}

const approved = 'approved';

/** Those fields of a batch that are sealed, sealed; as they rest where there is no key. */
export function boundFields(fields: Readonly<Record<string, string>>, key: BatchKey): Record<string, string> {
  const places = {
    options: optionsPlace,
    header: headerPlace,
    sealing: sealingPlace,
    approval: approvalPlace,
  };
  const there = Object.entries(places).filter(([name]) => fields[name] !== undefined);
  return Object.fromEntries(there.map(([name, place]) => [name, key.seal(fields[name] ?? '', place)]));
}

/** The clear fields that a header binds together. */
export function headerText(fields: Readonly<Record<string, string | number>>): string {
  const names = ['file', 'fileRows', 'leftOutRows', 'amountMaxCents', 'again', 'submittedAt'];
  return JSON.stringify(names.map((name) => String(fields[name] ?? '')));
}

/** Throws where the fields of a batch are not those that it was opened and sealed with. */
function checkFields(fields: Readonly<Record<string, string>>, key: BatchKey): void {
  const { header, sealing, approval, committedAt, heldAfter } = fields;
  // An opening that is under way, or was cut: nothing was entered yet.
  if (header === undefined && committedAt === undefined) return;
  if (key.open(header ?? '', headerPlace) !== headerText(fields)) throw new SealBroken(headerPlace);
  if (committedAt === undefined) return;
  const end = key.open(sealing ?? '', sealingPlace);
  if (heldAfter === end || (heldAfter === undefined && end === '')) return;
  if (heldAfter !== undefined || key.open(approval ?? '', approvalPlace) !== approved)
    throw new SealBroken(sealingPlace);
}

/** Options of a batch whose own cannot be believed; nothing of it is sent. */
const noOptions: BatchOptions = batchOptionsSchema.parse({
  expiresInSeconds: 0,
  labelTemplate: '',
  defaultBeneficiary: false,
});

/**
 * A batch out of its fields, opened by its key; `openKey` throws where that is not ours. Where the installation has a key, and the fields
 * are not those that it wrote, or the batch's key cannot be opened here, the batch is marked as forged. Of a purged one there is nothing left to compare with.
 */
export function toBatch(
  id: string,
  fields: Record<string, string>,
  openKey: () => BatchKey,
  hash: RowHash,
  isKeyed: boolean,
): Batch {
  try {
    const key = openKey();
    const isPurged =
      fields.purgedAt !== undefined && key.id === '' && fields.purged === hash.mark(purgePlace(id));
    if (isKeyed && !isPurged) {
      if (key.id === '') throw new SealBroken('a batch without a key');
      checkFields(fields, key);
    }
    return batchOf(
      id,
      isKeyed ? withBooks(id, fields, hash) : fields,
      optionsOf(fields.options ?? '{}', key),
    );
  } catch (error) {
    if (!isForgery(error) && !isKeyMissing(error)) throw error;
    // What people decided may be what cannot be read.
    const { pausedBy: _, cancelledBy: __, revokedBy: ___, ...others } = withBooks(id, fields, hash);
    const wrapped = fields.dataKey?.split(' ')[1] ?? '';
    const held = { ...batchOf(id, others, noOptions), isForged: true } as const;
    return isKeyMissing(error) ? { ...held, missingKey: sealedBy(wrapped) ?? '' } : held;
  }
}

/** The books of a batch are open where this ledger has not closed them as they stand there. */
function withBooks(id: string, fields: Record<string, string>, hash: RowHash): Record<string, string> {
  const { auditedAt, balanced, closed, ...others } = fields;
  const isOurs = closed === hash.mark(booksPlace(id, auditedAt ?? '', balanced ?? ''));
  return isOurs ? fields : others;
}

function batchOf(id: string, fields: Record<string, string>, options: BatchOptions): Batch {
  // What is no number counts as none: then the books do not balance.
  const number = (name: string) => {
    const value = Number(fields[name] ?? 0);
    return isInstant(Math.abs(value)) ? value : 0;
  };
  const optional = (name: string) => (fields[name] === undefined ? undefined : number(name));
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
  return defined<Batch>({
    id,
    file: fields.file ?? '',
    fileRows: number('fileRows'),
    leftOutRows: number('leftOutRows'),
    options,
    amountMaxCents: number('amountMaxCents'),
    again: fields.again,
    submittedAt: number('submittedAt'),
    committedAt: optional('committedAt'),
    finishedAt: optional('finishedAt'),
    heldAfter: optional('heldAfter'),
    purgedAt: optional('purgedAt'),
    books: { rows, ...counts, amountCents: number('amountCents'), createdCents: number('createdCents') },
    knownOpen: number('knownOpen'),
    knownCreated: number('knownCreated'),
    paused: decisionOf(fields.pausedBy),
    cancelled: decisionOf(fields.cancelledBy),
    revoked: decisionOf(fields.revokedBy),
    lastSentAt: optional('lastSentAt'),
    verifying: verifyingOf(fields.verifying),
    wasInDoubt: fields.doubted !== undefined,
    auditedAt: optional('auditedAt'),
    reopenedAt: optional('reopenedAt'),
    isBalanced: fields.balanced === '1',
    isForged: undefined,
    missingKey: undefined,
  });
}

function optionsOf(text: string, key: BatchKey): BatchOptions {
  return batchOptionsSchema.parse(JSON.parse(key.open(text, optionsPlace)));
}

function decisionOf(text: string | undefined): Decision | undefined {
  return text === undefined ? undefined : decisionSchema.parse(JSON.parse(text));
}

function verifyingOf(text: string | undefined): Batch['verifying'] {
  if (text === undefined) return undefined;
  const [line, sentAt] = text.split(' ').map(Number);
  return { line: line ?? 0, sentAt: sentAt ?? 0 };
}
