/**
 * Recognises footers below lists and between their pages by their text alone; such a line has no amount and no IBAN.
 */

const longestFooter = 200;
const decorated = /^[*=#_~<>-]{2,}(?:.*[*=#_~<>-]{2,}|[^\p{L}\p{N}]*|\s*(?:end|fin|ende|eof)\b.*)$/iu;
const controls = /^[\s\p{Cc}]+$/u;
const ends =
  /^(?:END|FIN|ENDE|EOF|[Ee]nd of \p{L}.*|[Ff]in (?:du|de) \p{L}.*|[Ee]nde de[rs] \p{L}.*|Dateiende)\W*$/u;
const separatorLine = /^sep=.?$/i;
const made =
  /^(?:g[eé]n[eé]r[eé]e?|[eé]dit[eé]e?|imprim[eé]e?|export(?:[eé]e?)?|extrait|extraction|cr[eé][eé]e?|arr[eê]t[eé]e?|date|generated|exported|printed|created|as of|erstellt|gedruckt|exportiert|generiert|erzeugt|stand|druckdatum|datum)(?!\p{L}).*(?:\d[./-]\d|:.*\d)/iu;
const makers =
  /^(?:generated|exported|created|printed|powered|g[eé]n[eé]r[eé]e?|export[eé]e?|imprim[eé]e?|[eé]dit[eé]e?|erstellt|exportiert|generiert|gedruckt)\s+(?:by|with|from|von|mit|durch|am|aus|par|avec|depuis|le|on)\s/iu;
const things =
  'records?|rows?|lines?|entries|items|transactions?|payments?|refunds?|lignes?|enregistrements?|op[eé]rations?|virements?|remboursements?|zeilen?|datens[aä]tze?|posten|eintr[aä]ge?|buchungen|zahlungen|[uü]berweisungen|erstattungen';
const counts = new RegExp(
  `^(?:(?:(?:nombre|nb|number|anzahl|count|row ?count|record ?count|zahl|${things})(?!\\p{L})|total\\s\\P{N}{0,20}(?:${things})(?!\\p{L}))\\D*\\d+\\W*|\\(?\\d+\\s+(?:${things})(?!\\p{L}).{0,40})$`,
  'iu',
);
const pages = /^(?:page|seite|p\.|blatt|feuille|sheet)\s*\d+(?:\s*(?:\/|of|von|sur|de)\s*\d+)?\W*$/i;
const rights = /©|^copyright\b|^(?:https?:\/\/|www\.)\S+$/i;

const sure = [decorated, controls, ends, separatorLine, made, makers, counts, pages, rights];

/** Whether a text counts lines: `Total lignes : 2` does not declare a sum. */
export function isCountText(text: string): boolean {
  return text.length <= longestFooter && counts.test(text);
}

/** Whether a cell is part of a line drawn with characters under the header or the rows. */
export function isDrawn(text: string): boolean {
  return /^[-=_*+~]{2,}$/.test(text);
}

/** Whether the text alone shows that the line is not a row. */
export function isFooterText(text: string): boolean {
  return text.length <= longestFooter && sure.some((pattern) => pattern.test(text));
}

const remark = /\p{L}.*:(?:\s|$)|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}|[*=#©]/u;

/** Whether a text may be a remark below a list: it has marks that no name has. It is one only if no row follows. */
export function mayBeFooterText(text: string): boolean {
  return text.length <= longestFooter && /\s/.test(text) && remark.test(text);
}
