import { type Message, message } from '../../i18n/messages.ts';
import { amountCell } from '../money/amount-cell.ts';
import { judgeIban } from './iban.ts';

/** Quick test: nearly every name has none of these. */
const suspects = /[\d@]/;
const eMail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** The shape of an IBAN, valid or not, with at least eight digits. */
const ibanLike = /^(?=(?:\D*\d){8})(?:IBAN:?)?[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i;
const month =
  '(?:jan|feb|f[eé]v|mar|m[aä]r|apr|avr|ma[iy]|jui?[nl]|aug|ao[uû]|sep|o[ck]t|nov|d[eé][cz])\\p{L}*\\.?';
const date = new RegExp(
  [
    '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+(?:Z|[+-][\\d:]+)?$',
    `^\\d{1,2}(?:\\.|st|nd|rd|th|er)?[\\s/-]*(?:of\\s)?${month}[\\s,/-]*\\d{2,4}$`,
    `^${month}[\\s/-]*\\d{1,2}(?:st|nd|rd|th)?[\\s,/-]+\\d{4}$`,
  ].join('|'),
  'iu',
);

/** What a normalised text is instead of a name: an e-mail address, an IBAN, a date or an amount; undefined where it may be a name. */
export function noNameIn(text: string): Message | undefined {
  if (!suspects.test(text)) return undefined;
  if (eMail.test(text)) return message('found_mail_address', {});
  const joined = text.replaceAll(/[\s.-]/g, '');
  if (ibanLike.test(joined) || judgeIban(text, '', [], []) !== undefined) return message('found_iban', {});
  if (date.test(text)) return message('found_date', {});
  if (!/\p{L}/u.test(text)) return undefined;
  const { kind } = amountCell(text, undefined);
  return kind === 'amount' || kind === 'foreign' ? message('found_amount', {}) : undefined;
}
