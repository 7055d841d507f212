import type { Column } from '../../domain/column.ts';
import { amountCell } from '../../domain/money/amount-cell.ts';
import type { Plan } from '../../domain/plan.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { currencyIn } from '../header/header-names.ts';

/** Columns that a payment does not need: at the end of a row they may be missing. */
const mayBeMissing: ReadonlySet<string> = new Set([
  'label',
  'bic',
  'currency',
  'expires_at',
  'callback_url',
  'payer_reference',
] satisfies Column[]);

const ibanLike = /^(?:IBAN\W*)?[A-Z]{2}\s?\d{2}[\s\dA-Z]{10,}$/i;
const wholeNumber = /^[-+]?\d+$/;

/** Columns whose cells prove their own position, because no other column's cells look like them. */
const proofs: Partial<Record<Column, (text: string) => boolean>> = {
  // A national account number is recognised by its number of digits.
  iban: (text) => ibanLike.test(text) || text.replaceAll(/\D/g, '').length > 9,
  bic: (text) => /^[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?$/.test(text),
  currency: (text) => currencyIn(text) !== undefined,
  expires_at: (text) => /^\d{1,4}[-./]\d/.test(text),
  callback_url: (text) => /^https?:/i.test(text),
};

const namelike = /^\p{Lu}\P{N}*$/u;
const referencelike = /^(?=\D*\d)\S+$/;

/** Text columns: a matching cell proves nothing, but some cells of other columns do not match. */
const textPatterns: Partial<Record<Column, RegExp>> = {
  client_reference: referencelike,
  end_to_end_id: referencelike,
  payer_reference: referencelike,
  beneficiary_name: namelike,
  beneficiary_first_name: namelike,
  beneficiary_last_name: namelike,
  beneficiary_company_name: namelike,
  payer_first_name: namelike,
  payer_last_name: namelike,
  payer_company_name: namelike,
};

/** What a decimal comma or a thousands comma leaves to the right of a whole number. */
const partedFromShort = /^(?:\d{1,2}|\d{3}(?:[.,]\d{1,2})?)(?:\s?(?:€|EUR))?$/i;

/**
 * Makes the function that tests whether a row of a text file, shorter than the header, lacks only cells at its end.
 * It may lack others where a needed cell lies beyond its end; where the IBAN or the amount does not look like one;
 * and after the last cell that proves its position, so that names and references there must look like what they are.
 * A label may directly follow that cell, since nobody is paid by it, unless it could be the text of the next column
 * that we use.
 */
export function endTester({
  format,
  at,
  header,
  besideAmounts = [],
}: Pick<Plan, 'format' | 'at' | 'header' | 'besideAmounts'>): (cells: readonly string[]) => boolean {
  const isCommas = format.kind === 'text' && format.delimiter === ',';
  const used = (Object.entries(at) as [Column, number][]).toSorted(([, one], [, other]) => one - other);
  const needed = used.flatMap(([column, position]) => (mayBeMissing.has(column) ? [] : [position]));
  const shortest = needed.length === 0 ? header.length : 1 + Math.max(...needed);
  const { amount = -1, iban = -1 } = at;
  /** A number of the next column may have moved into the place of the amount. */
  const isSwapped = (text: string) =>
    besideAmounts.includes('decimals') || (wholeNumber.test(text) && besideAmounts.includes('wholes'));
  return (cells) => {
    const text = (position: number) => filledText(cells[position] ?? '');
    if (cells.length < shortest) return false;
    const isWhole = wholeNumber.test(text(amount));
    if (isCommas && isWhole && partedFromShort.test(text(amount + 1))) return false;
    if (text(iban) !== '' && proofs.iban?.(text(iban)) === false) return false;
    if (text(amount) !== '' && amountCell(text(amount), undefined).kind === 'unreadable') return false;
    if (iban < amount && text(amount) !== '' && isSwapped(text(amount))) return false;
    const proven = used.flatMap(([column, position]) =>
      column === 'amount' || proofs[column]?.(text(position)) ? [position] : [],
    );
    const last = Math.max(-1, ...proven.filter((position) => text(position) !== ''));
    const behind = used.filter(([, position]) => position > last && text(position) !== '');
    return behind.every(([column, position], order) => {
      if (column !== 'label') return textPatterns[column]?.test(text(position));
      const [next = column] = behind[order + 1] ?? [];
      return position === last + 1 && textPatterns[next]?.test(text(position)) !== true;
    });
  };
}
