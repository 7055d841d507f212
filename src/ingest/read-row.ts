import type { BatchOptions } from '../domain/batch.ts';
import { judgeCallbackUrl } from '../domain/callback-url.ts';
import { judgeCeiling, readCents } from '../domain/cents.ts';
import { normalised } from '../domain/characters.ts';
import type { Column } from '../domain/column.ts';
import { isoOf, judgeExpiry, readInstant } from '../domain/expiry.ts';
import type { Failure } from '../domain/failure.ts';
import { judgeIban } from '../domain/iban.ts';
import type { Contents } from '../domain/instruction.ts';
import { judgeLabel } from '../domain/label.ts';
import { judgeParty, type PartyNames } from '../domain/party.ts';
import { judgeEndToEndId, judgePayerReference, judgeReference } from '../domain/reference.ts';
import { shown } from '../domain/shown.ts';
import { said } from './batch-digest.ts';
import type { Columns } from './columns.ts';
import type { TableRow } from './table.ts';

/** What rows are judged by, beside their own cells. */
export interface Rules {
  readonly options: BatchOptions;
  /** No amount may be above it. */
  readonly amountMaxCents: number;
  /** The time by which expiries are judged, in milliseconds; the same in both passes. */
  readonly now: number;
  /** The word of a deliberate repeat; it makes the same content another batch. */
  readonly again?: string;
}

/** A row read by itself, before the rest of the file is known. */
export interface Reading {
  readonly row: TableRow;
  /** What the row says, whatever flags, defaults and clock make of it: the digest's part. */
  readonly said: string;
  /** The client's reference and the end-to-end id as given, right or wrong; empty where there is none. */
  readonly clientReference: string;
  readonly endToEndId: string;
  /** Undefined where the row has a failure. */
  readonly contents: Contents | undefined;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads one row, with all its failures; a flawed one is not read further. */
export function readRow(row: TableRow, columns: Columns, rules: Rules): Reading {
  if (row.flaw !== undefined) return flawed(row, row.flaw);
  const found: Failure[] = [];
  const warnings: Failure[] = [];
  const texts = textsOf(row, columns);
  const amountCents = readCents(texts.amount, 'amount', found);
  if (amountCents !== undefined) judgeCeiling(amountCents, rules.amountMaxCents, 'amount', found);
  judgeCurrency(texts.currency, found);
  const contents: Mutable<Contents> = { amountCents: amountCents ?? 0, currency: 'EUR' };
  if (texts.iban !== '') assign(contents, 'iban', judgeIban(texts.iban, 'iban', found, warnings));
  else if (!rules.options.defaultBeneficiary) found.push({ code: 'iban_missing', field: 'iban' });
  readParties(texts, rules.options, contents, found);
  readIdentifiers(texts, contents, found);
  assign(contents, 'label', judgeLabel(texts.label, found, warnings));
  const expiry = texts.expires_at === '' ? undefined : readInstant(texts.expires_at, 'expires_at', found);
  if (expiry !== undefined) {
    judgeExpiry(expiry, rules.now, 'expires_at', found);
    contents.expiresAt = isoOf(expiry);
  }
  return {
    row,
    said: whatIsSaid(texts, amountCents, contents),
    clientReference: texts.client_reference,
    endToEndId: texts.end_to_end_id,
    contents: found.length === 0 ? contents : undefined,
    failures: found,
    warnings,
  };
}

type Texts = Record<Exclude<Column, 'beneficiary_name' | 'bic'>, string>;

/** The cells of the known columns, normalised; empty where the file has no such column. */
function textsOf(row: TableRow, { at }: Columns): Texts {
  const { cells } = row;
  const text = (position: number) => (position === -1 ? '' : normalised(cells[position] ?? ''));
  return {
    client_reference: row.reference === '' ? text(at.client_reference) : normalised(row.reference),
    end_to_end_id: text(at.end_to_end_id),
    amount: text(at.amount),
    currency: text(at.currency),
    iban: text(at.iban),
    beneficiary_first_name: text(at.beneficiary_first_name),
    beneficiary_last_name: text(at.beneficiary_last_name),
    beneficiary_company_name: text(at.beneficiary_company_name),
    label: text(at.label),
    payer_first_name: text(at.payer_first_name),
    payer_last_name: text(at.payer_last_name),
    payer_company_name: text(at.payer_company_name),
    payer_reference: text(at.payer_reference),
    expires_at: text(at.expires_at),
    callback_url: text(at.callback_url),
  };
}

function assign<Key extends keyof Contents>(
  contents: Mutable<Contents>,
  key: Key,
  value: Contents[Key] | undefined,
): void {
  if (value !== undefined) (contents as Record<Key, Contents[Key]>)[key] = value;
}

function flawed(row: TableRow, flaw: Failure): Reading {
  return {
    row,
    said: said(['\0', ...row.cells.map((cell) => cell.trim())]),
    clientReference: '',
    endToEndId: '',
    contents: undefined,
    failures: [flaw],
    warnings: [],
  };
}

function readParties(
  texts: Texts,
  options: BatchOptions,
  contents: Mutable<Contents>,
  found: Failure[],
): void {
  const before = found.length;
  const beneficiary = judgeParty(namesOf(texts, 'beneficiary'), 'beneficiary', found);
  if (beneficiary !== undefined) contents.beneficiary = beneficiary;
  else if (found.length === before && texts.iban !== '') {
    found.push({ code: 'beneficiary_name_missing', field: 'beneficiary_company_name' });
  }
  const between = found.length;
  const payer = judgeParty(namesOf(texts, 'payer'), 'payer', found);
  if (payer !== undefined) contents.payer = payer;
  else if (found.length === between && options.payer === undefined) found.push({ code: 'payer_unknown' });
}

function namesOf(texts: Texts, prefix: 'beneficiary' | 'payer'): PartyNames {
  return prefix === 'payer'
    ? {
        firstName: texts.payer_first_name,
        lastName: texts.payer_last_name,
        companyName: texts.payer_company_name,
      }
    : {
        firstName: texts.beneficiary_first_name,
        lastName: texts.beneficiary_last_name,
        companyName: texts.beneficiary_company_name,
      };
}

function readIdentifiers(texts: Texts, contents: Mutable<Contents>, found: Failure[]): void {
  judgeReference(texts.client_reference, 'client_reference', found);
  assign(contents, 'endToEndId', judgeEndToEndId(texts.end_to_end_id, 'end_to_end_id', found));
  const payerReference = judgePayerReference(texts.payer_reference, 'payer_reference', found);
  assign(contents, 'payerReference', payerReference);
  assign(contents, 'callbackUrl', judgeCallbackUrl(texts.callback_url, 'callback_url', found));
}

function judgeCurrency(text: string, found: Failure[]): void {
  if (currencyOf(text) === 'EUR') return;
  found.push({ code: 'currency_not_supported', field: 'currency', detail: `Found ${shown(text)}.` });
}

/** An empty cell says EUR, the only currency there is. */
function currencyOf(text: string): string {
  return text === '' || text === 'EUR' ? 'EUR' : text.toUpperCase();
}

function whatIsSaid(
  texts: Texts,
  amountCents: number | undefined,
  { iban, expiresAt }: Pick<Contents, 'iban' | 'expiresAt'>,
): string {
  return said([
    texts.client_reference,
    texts.end_to_end_id,
    // The mark keeps unreadable digits apart from cents.
    amountCents === undefined ? `?${texts.amount}` : String(amountCents),
    currencyOf(texts.currency),
    iban ?? texts.iban,
    texts.beneficiary_first_name,
    texts.beneficiary_last_name,
    texts.beneficiary_company_name,
    texts.label,
    texts.payer_first_name,
    texts.payer_last_name,
    texts.payer_company_name,
    texts.payer_reference,
    expiresAt ?? texts.expires_at,
    texts.callback_url,
  ]);
}
