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

/** The fields with which a batch is opened. */
export function batchFields(batch: NewBatch, key: BatchKey): Record<string, string> {
  return {
    file: batch.file,
    fileRows: String(batch.fileRows),
    leftOutRows: String(batch.leftOutRows ?? 0),
    // The payer is among them.
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

/** The texts that the marks of closed books and of a purged batch cover. */
export const auditPlace = (batch: string, text: string) => `audit ${batch} ${text}`;
export const booksPlace = (batch: string, auditedAt: string, balanced: string) =>
  `books ${batch} ${auditedAt} ${balanced}`;
export const purgePlace = (batch: string) => `purged ${batch}`;

/** The sealed copy of a batch's clear fields and its time. */
export function headerOf(batch: NewBatch, submittedAt: string, key: BatchKey): string {
  const { file, fileRows, leftOutRows = 0, amountMaxCents, again = '' } = batch;
  return key.seal(
    headerText({ file, fileRows, leftOutRows, amountMaxCents, again, submittedAt }),
    headerPlace,
  );
}

/** The sealed end of a canary (empty: none) when its batch is committed. */
export function sealingOf(heldAfter: number | undefined, key: BatchKey): string {
  return key.seal(String(heldAfter ?? ''), sealingPlace);
}

/** The sealed approval by a person of the rows after the canary. */
export function approvalOf(key: BatchKey): string {
  return key.seal(approved, approvalPlace);
}

const approved = 'approved';

/** Seals those plain fields of a batch that need it. */
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

/** The clear fields that the header covers, as one text. */
export function headerText(fields: Readonly<Record<string, string | number>>): string {
  const names = ['file', 'fileRows', 'leftOutRows', 'amountMaxCents', 'again', 'submittedAt'];
  return JSON.stringify(names.map((name) => String(fields[name] ?? '')));
}

/** Throws where the fields of a batch are not those with which it was opened and committed. */
function checkFields(fields: Readonly<Record<string, string>>, key: BatchKey): void {
  const { header, sealing, approval, committedAt, heldAfter } = fields;
  // The opening is under way, or was interrupted: nothing was entered yet.
  if (header === undefined && committedAt === undefined) return;
  if (key.open(header ?? '', headerPlace) !== headerText(fields)) throw new SealBroken(headerPlace);
  if (committedAt === undefined) return;
  const end = key.open(sealing ?? '', sealingPlace);
  if (heldAfter === end || (heldAfter === undefined && end === '')) return;
  if (heldAfter !== undefined || key.open(approval ?? '', approvalPlace) !== approved)
    throw new SealBroken(sealingPlace);
}

/** Options of a forged batch, of which nothing is sent. */
const noOptions: BatchOptions = batchOptionsSchema.parse({
  expiresInSeconds: 0,
  labelTemplate: '',
  defaultBeneficiary: false,
});

/**
 * Decodes a batch from its fields; `openKey` throws where its key is not ours. Marks the batch as forged where the installation has a key
 * and did not write these fields, or where the batch's key cannot be opened here (`missingKey`). A purged batch has no sealed copy left
 * to compare with.
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
    // The unreadable field may be a decision.
    const { pausedBy: _, cancelledBy: __, revokedBy: ___, ...others } = withBooks(id, fields, hash);
    const wrapped = fields.dataKey?.split(' ')[1] ?? '';
    const held = { ...batchOf(id, others, noOptions), isForged: true } as const;
    return isKeyMissing(error) ? { ...held, missingKey: sealedBy(wrapped) ?? '' } : held;
  }
}

/** Drops the fields of closed books where their mark is not ours: the books then count as open. */
function withBooks(id: string, fields: Record<string, string>, hash: RowHash): Record<string, string> {
  const { auditedAt, balanced, closed, ...others } = fields;
  const isOurs = closed === hash.mark(booksPlace(id, auditedAt ?? '', balanced ?? ''));
  return isOurs ? fields : others;
}

function batchOf(id: string, fields: Record<string, string>, options: BatchOptions): Batch {
  // A text that is no number counts as 0, so that the books do not balance.
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
