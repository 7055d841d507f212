import { z } from 'zod';
import { SealBroken, sealedBy } from '../domain/crypto/sealing.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import type { Contents, Iban, Party, Reference } from '../domain/instruction.ts';
import type { BatchKey } from './keys.ts';
import { decodePast, encodePast } from './past.ts';
import type { RecordKeys } from './record-keys.ts';
import type { RowHash } from './row-hash.ts';
import { decodeState, encodeFailure, markedAnew } from './state-text.ts';

/**
 * The text of an entry in Redis, a line each: state, reference (empty: the pointer is used), compared text, contents and label (sealed;
 * empty once erased), and its past where it has one. The scripts change the state and copy the rest; the head of `entry-record.lua`
 * describes the same grammar.
 *
 * Nobody who can write to Redis but lacks the installation's key can change a record unnoticed: the sealed line is bound to the two lines
 * before it and to its place, past and generation are bound by a *grant*, and a link by a mark made with the account's hash key.
 */
export interface RecordText {
  readonly reference: string;
  /** `[cents, keyed hash of the contents, expiry]`, the last only where the row has its own; equal contents give equal texts. */
  readonly compared: string;
  readonly sealed: string;
}

/** The lines of a row's record after its state. */
export function encodeRecord(
  key: EntryKey,
  reference: string | undefined,
  contents: Contents,
  label: string,
  batchKey: BatchKey,
  hash: RowHash,
): RecordText {
  const implied = contents.label ?? `Refund ${reference ?? pointerOf(key)}`;
  const body = JSON.stringify([label === implied ? 0 : label, ...contentsValues(contents)]);
  const compared = comparedText(contents, hash);
  return {
    reference: reference ?? '',
    compared,
    sealed: batchKey.seal(body, rowPlace(key, reference ?? '', compared)),
  };
}

/** The record's third line, by which scripts compare rows. */
export function comparedText(contents: Contents, hash: RowHash): string {
  const { amountCents, expiresAt } = contents;
  const hashed = hash.contents(JSON.stringify([amountCents, ...contentsValues(contents)]));
  return JSON.stringify([amountCents, hashed, ...(expiresAt === undefined ? [] : [expiresAt])]);
}

/** The id of the key that seals a record's contents; undefined where they are plain or erased. */
export function sealedIdOf(record: string): string | undefined {
  return sealedBy(record.split('\n', 4)[3] ?? '');
}

/** Reads an entry from its record. `SealBroken` where the record is not ours, or belongs to another place. */
export function decodeRecord(key: EntryKey, record: string, keys: RecordKeys): Entry {
  const [state, referenceText, compared, sealedText, pastText] = record.split('\n');
  if (
    state === undefined ||
    referenceText === undefined ||
    compared === undefined ||
    sealedText === undefined
  )
    throw new SealBroken('broken record');
  const [kind = '', generationText, attempt, firstSentAt] = state.split(' ', 4);
  const generation = Number(generationText);
  // The scripts write only numbers that are valid as instants.
  if (![generation, Number(attempt), Number(firstSentAt)].every(isInstant))
    throw new SealBroken('broken record');
  const reference = (referenceText || pointerOf(key)) as Reference;
  const [amountCents, , expiresAt] = comparedSchema.parse(JSON.parse(compared));
  const isErased = sealedText === '';
  const [label, ...values] = isErased
    ? [0]
    : bodyOf(sealedText, rowPlace(key, referenceText, compared), keys);
  const contents = decodeContents(amountCents, expiresAt, values);
  return {
    key,
    reference,
    contents,
    label: typeof label === 'string' ? label : (contents.label ?? `Refund ${reference}`),
    state: decodeState(kind, state.split(' ').slice(5), reference, key, keys),
    generation,
    attempt: Number(attempt),
    ...(isErased && { isErased }),
    ...(firstSentAt !== '0' && { firstSentAt: Number(firstSentAt) }),
    ...decodePast(pastText, { key, reference, generation, isToSend: kind === 'entered' && !isErased }, keys),
  };
}

function bodyOf(text: string, place: string, { batchKey, isKeyed }: RecordKeys): z.infer<typeof bodySchema> {
  if (batchKey === undefined && isKeyed) throw new SealBroken(`unsealed: ${place}`);
  return bodySchema.parse(JSON.parse(batchKey?.open(text, place) ?? text));
}

/** Seals a plain record; its content stays the same. Throws where it is no record. */
export function sealRecord(key: EntryKey, record: string, batchKey: BatchKey, hash: RowHash): string {
  const [before = '', reference = '', compared = '', body = '', past] = record.split('\n');
  const state = markedAnew(before, { key, reference: reference || pointerOf(key) }, hash);
  const marked = [state, ...record.split('\n').slice(1)].join('\n');
  const entry = decodeRecord(key, marked, { batchKey: undefined, hash, isKeyed: false });
  const failure = 'failure' in entry.state ? encodeFailure(entry.state.failure, batchKey, key) : undefined;
  const head = failure === undefined ? state : [...state.split(' ', 5), failure].join(' ');
  const sealed = body === '' ? '' : batchKey.seal(body, rowPlace(key, reference, compared));
  const isGranted = past !== undefined || entry.generation > 0;
  const granted = isGranted ? [encodePast(entry, entry.generation, entry, batchKey)] : [];
  return [head, reference, compared, sealed, ...granted].join('\n');
}

const rowPlace = ({ line }: EntryKey, reference: string, compared: string) =>
  `${line} row ${reference}\n${compared}`;

type PartyText = string | [string, string] | 0;

function encodeParty(party: Party | undefined): PartyText {
  if (party === undefined) return 0;
  return party.kind === 'company' ? party.companyName : [party.firstName, party.lastName];
}

function decodeParty(text: PartyText | number | undefined): Party | undefined {
  if (text === undefined || typeof text === 'number') return undefined;
  if (typeof text === 'string') return { kind: 'company', companyName: text };
  return { kind: 'person', firstName: text[0], lastName: text[1] };
}

/** Values in fixed order, 0 for absent ones; absent ones at the end are left out. */
function contentsValues(contents: Contents): (PartyText | number)[] {
  const values: (PartyText | number)[] = [
    contents.iban ?? 0,
    encodeParty(contents.beneficiary),
    contents.label ?? 0,
    contents.endToEndId ?? 0,
    encodeParty(contents.payer),
    contents.payerReference ?? 0,
    contents.expiresAt ?? 0,
    contents.callbackUrl ?? 0,
  ];
  while (values.at(-1) === 0) values.pop();
  return values;
}

function decodeContents(
  amountCents: number,
  expiresAt: string | undefined,
  values: readonly (PartyText | number)[],
): Contents {
  // Built by assignment, not by spreads, since it runs several times a row.
  const contents: { -readonly [name in keyof Contents]: Contents[name] } = { amountCents, currency: 'EUR' };
  const word = (at: number) => (typeof values[at] === 'string' ? values[at] : undefined);
  const [iban, beneficiary, payer] = [word(0), decodeParty(values[1]), decodeParty(values[4])];
  const [label, endToEndId, payerReference, callbackUrl] = [word(2), word(3), word(5), word(7)];
  if (iban !== undefined) contents.iban = iban as Iban;
  if (beneficiary !== undefined) contents.beneficiary = beneficiary;
  if (label !== undefined) contents.label = label;
  if (endToEndId !== undefined) contents.endToEndId = endToEndId;
  if (payer !== undefined) contents.payer = payer;
  if (payerReference !== undefined) contents.payerReference = payerReference;
  if (expiresAt !== undefined) contents.expiresAt = expiresAt;
  if (callbackUrl !== undefined) contents.callbackUrl = callbackUrl;
  return contents;
}

const comparedSchema = z.tuple([z.number(), z.string(), z.string().optional()]);

const bodySchema = z
  .array(z.union([z.number(), z.string(), z.tuple([z.string(), z.string()])]))
  .min(1)
  .max(9);
