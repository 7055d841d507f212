import { createHash } from 'node:crypto';
import { type Batch, batchExpiry } from './batch.ts';
import { type Entry, pointerOf } from './entry.ts';
import type { Contents, Party } from './instruction.ts';

/** An end-to-end id: at most 35 of SEPA's characters and the underscore. */
const endToEndPattern = /^[A-Za-z0-9/\-?:().,'+ _]{1,35}$/;

/** The end-to-end id that is sent: the file's, else the reference where it is a valid one, else `<batch>-<line>`. */
export function endToEndIdOf({
  contents,
  reference,
  key,
}: Pick<Entry, 'contents' | 'reference' | 'key'>): string {
  if (contents.endToEndId !== undefined) return contents.endToEndId;
  return endToEndPattern.test(reference) ? reference : pointerOf(key);
}

/** When the entry's link expires: the date of its reissue, else the row's own date, else the batch's. ISO 8601 in UTC, whole seconds. */
export function expiryOf(
  { contents, reissuedExpiry }: Pick<Entry, 'contents' | 'reissuedExpiry'>,
  batch: Pick<Batch, 'submittedAt' | 'options'>,
): string {
  return reissuedExpiry ?? contents.expiresAt ?? batchExpiry(batch);
}

/** The `client_reference` that is sent with the transaction; the provider's list returns it, so it shows whose link it is. */
export function tagOf(installation: string, generation: number, attempt: number): string {
  return `${installation}.${generation}.${attempt}`;
}

/** The first four and last three characters of an IBAN, which the provider's list shows: `FR14…J28`. */
export function ibanEnds(iban: string): string {
  return `${iban.slice(0, 4)}…${iban.slice(-3)}`;
}

/** What the provider's list shows of a link's contents; equal for a row and its link. */
export interface ListedContents {
  readonly amountCents?: number;
  readonly ibanEnds?: string;
  readonly label?: string;
  readonly payer?: Party;
}

/** A hash of 16 characters of what the list shows, to match links with rows that a ledger lost. */
export function fingerprintOf({ amountCents, ibanEnds, label, payer }: ListedContents): string {
  const name = payer?.kind === 'person' ? [payer.firstName, payer.lastName] : [payer?.companyName ?? ''];
  const shown = JSON.stringify([amountCents ?? 0, ibanEnds ?? '', label ?? '', ...name]);
  return createHash('sha256').update(shown).digest('base64url').slice(0, 16);
}

/** The fingerprint that the link of these contents will have. */
export function fingerprintOfRow(contents: Contents, label: string, batchPayer: Party | undefined): string {
  const payer = contents.payer ?? batchPayer;
  return fingerprintOf({
    amountCents: contents.amountCents,
    label,
    ...(contents.iban === undefined ? {} : { ibanEnds: ibanEnds(contents.iban) }),
    ...(payer === undefined ? {} : { payer }),
  });
}
