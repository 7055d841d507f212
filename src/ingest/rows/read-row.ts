import { type Column, columns } from '../../domain/column.ts';
import { isoOf, judgeExpiry } from '../../domain/dates/expiry.ts';
import { readExpiry } from '../../domain/dates/read-expiry.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Contents } from '../../domain/instruction.ts';
import { readAmount, signedCents } from '../../domain/money/amount.ts';
import { judgeCeiling } from '../../domain/money/cents.ts';
import { namesEuro } from '../../domain/money/currency.ts';
import { judgeBic } from '../../domain/parties/bic.ts';
import { judgeIban } from '../../domain/parties/iban.ts';
import type { Plan } from '../../domain/plan.ts';
import { judgeEndToEndId, judgePayerReference, judgeReference } from '../../domain/reference.ts';
import type { CellKind } from '../../domain/row.ts';
import { judgeCallbackUrl } from '../../domain/settings/callback-url.ts';
import { judgeLabel } from '../../domain/text/label.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import { lengthPrefixed } from './batch-digest.ts';
import { textJudge, withoutEchoes } from './judge-texts.ts';
import { readParties, transliterated } from './read-parties.ts';
import type { Mutable, Reading, Rules } from './reading.ts';
import { type RemarkFindings, remarkReader } from './remarks.ts';
import { rowSelector } from './row-selection.ts';
import { type Texts, textReader } from './row-texts.ts';
import type { TableRow } from './table-rows.ts';
import { isOnlyAmount } from './total-line.ts';
import { flawAmong, flawed, isLeftOut, leftOut, namesOf } from './unread-row.ts';

/**
 * Makes the function that reads each row by itself, with all its failures. The cells of a row with a flaw are not
 * judged.
 */
export function rowReader(plan: Plan, rules: Rules): (row: TableRow) => Reading {
  const present = columns.flatMap((column) => {
    const position = plan.at[column];
    return position === undefined ? [] : [[column, position] as const];
  });
  const textsOf = textReader(plan);
  const isChosen = rowSelector(plan.only);
  const remarksOf = remarkReader(plan);
  const judgeTexts = textJudge(plan);

  const read = (row: TableRow): Reading => {
    const flaw = row.flaw ?? flawAmong(row, present);
    if (flaw !== undefined) return flawed(row, flaw, namesOf(flaw, row, textsOf));
    const found: Failure[] = [];
    const warnings: Failure[] = [];
    const texts = textsOf(row);
    const kindOf = (column: Column) => row.kinds?.[plan.at[column] ?? -1];
    const amountCents = readAmount(texts.amount, kindOf('amount'), plan.amounts, 'amount', found);
    if ((plan.totalLines ?? row.wasOnlyAmount) && isOnlyAmount(row, plan))
      found.push({ code: 'row_only_amount', field: 'amount' });
    if (amountCents !== undefined) judgeCeiling(amountCents, rules.amountMaxCents, 'amount', found);
    judgeCurrency(texts.currency, found);
    const contents: Mutable<Contents> = { amountCents: amountCents ?? 0, currency: 'EUR' };
    readAccount(texts, kindOf('iban'), rules, contents, found, warnings);
    judgeTexts(texts, found);
    const sent = rules.options.transliterate ? transliterated(texts, warnings) : texts;
    readParties(sent, plan, rules, contents, found, warnings);
    readIdentifiers(texts, contents, found);
    assign(contents, 'label', judgeLabel(sent.label, found, warnings));
    addRemarks(remarksOf(row.cells, contents.iban), found, warnings);
    const expiry = expiryOf(texts.expires_at, kindOf('expires_at'), plan, rules, contents, found);
    return {
      row,
      digestText: digestTextOf(texts, amountCents, contents.iban, expiry),
      clientReference: texts.client_reference,
      endToEndId: texts.end_to_end_id,
      hasLabel: texts.label !== '',
      signedCents: amountCents ?? signedCents(texts.amount, kindOf('amount'), plan.amounts),
      contents: found.length === 0 ? contents : undefined,
      failures: withoutEchoes(found),
      warnings,
    };
  };
  return (row) => (isLeftOut(row, isChosen) ? leftOut(read(row)) : read(row));
}

function addRemarks({ failures, warnings }: RemarkFindings, found: Failure[], warned: Failure[]): void {
  if (failures.length > 0) found.push(...failures);
  if (warnings.length > 0) warned.push(...warnings);
}

function assign<Key extends keyof Contents>(
  contents: Mutable<Contents>,
  key: Key,
  value: Contents[Key] | undefined,
): void {
  if (value !== undefined) (contents as Record<Key, Contents[Key]>)[key] = value;
}

function readAccount(
  texts: Texts,
  kind: CellKind | undefined,
  { options }: Rules,
  contents: Mutable<Contents>,
  found: Failure[],
  warnings: Failure[],
): void {
  if (texts.iban !== '') assign(contents, 'iban', judgeIban(texts.iban, 'iban', found, warnings, kind));
  else if (!options.defaultBeneficiary) found.push({ code: 'iban_missing', field: 'iban' });
  if (texts.bic !== '') judgeBic(texts.bic, contents.iban, 'bic', warnings);
}

function readIdentifiers(texts: Texts, contents: Mutable<Contents>, found: Failure[]): void {
  judgeReference(texts.client_reference, 'client_reference', found);
  assign(contents, 'endToEndId', judgeEndToEndId(texts.end_to_end_id, 'end_to_end_id', found));
  const payerReference = judgePayerReference(texts.payer_reference, 'payer_reference', found);
  assign(contents, 'payerReference', payerReference);
  assign(contents, 'callbackUrl', judgeCallbackUrl(texts.callback_url, 'callback_url', found));
}

/** The expiry for the digest, independent of the time zone; the instant goes to the contents. */
function expiryOf(
  text: string,
  kind: CellKind | undefined,
  { dayOrder }: Plan,
  { options, now }: Rules,
  contents: Mutable<Contents>,
  found: Failure[],
): string {
  if (text === '') return '';
  const order = dayOrder ?? { kind: 'unproven' };
  const expiry = readExpiry(text, kind, order, options.timeZone, 'expires_at', found);
  if (expiry === undefined) return text;
  judgeExpiry(expiry.instant, text, now, 'expires_at', found);
  contents.expiresAt = isoOf(expiry.instant);
  return expiry.canonical;
}

function judgeCurrency(text: string, found: Failure[]): void {
  if (currencyOf(text) === 'EUR') return;
  const details = [message('found', { found: shown(text) })];
  found.push({ code: 'currency_not_supported', field: 'currency', details });
}

/** An empty cell is EUR, the only supported currency. */
function currencyOf(text: string): string {
  return text === '' || namesEuro(text) ? 'EUR' : text.toUpperCase();
}

function digestTextOf(
  texts: Texts,
  amountCents: number | undefined,
  iban: Contents['iban'],
  expiry: string,
): string {
  const cells = [
    texts.client_reference,
    texts.end_to_end_id,
    // The `?` distinguishes unreadable digits from cents.
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
    expiry,
    texts.callback_url,
  ];
  if (texts.beneficiary_name !== '') cells.push(texts.beneficiary_name);
  return lengthPrefixed(cells);
}
