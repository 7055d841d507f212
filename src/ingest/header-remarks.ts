import { foldedName, plainName } from './header-names.ts';

const inBrackets = /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}|<([^<>]*)>/g;

/** What makes another thing of a column: whose it is, which sum, with or without what, and in which unit. */
const changes = new RegExp(
  [
    'payer|payeur|zahler|zahlungspfl|debit|debtor|schuldner|sender|absender|emet|auftrag|donneur|ordering|contact|kontakt',
    'respons|parent|tuteur|guardian|agent|seller|vendeur|verkauf|buyer|acheteur|kaufer|bestell|source|compan|soci[eé]t|firma',
    'first|last|birth|naissance|geburt|maiden|surname|prenom|vorname|nachname|differ|abweich|other|autre|ander|altern',
    'tax|tva|vat|mwst|fee|frais|geb(?:u|ue)hr|commission|provision|discount|remise|rabatt|deposit|acompte|kaution',
    'currency|devise|w(?:a|ae)hrung|gross|bru(?:t|tto)|excl|incl|inkl|exkl|hors|compris|already|deja|bereits',
    'paid|paye|bezahlt|rembours|refund|erstatt|ancien|nouve|previous|prece|before|avant|after|apres|remain|reste',
    'origin|initial|ursprung|convert|estimat|budget|total|gesamt|instead',
    '(?<!\\p{L})(?:our|notre|nos|unser\\p{L}*|own|eigen\\p{L}*|ht|ttc|net|netto|old|new|alt|neu|vor|nach|rest|sum|ust|k|m|cts?|(?:euro)?cents?|centimes?)(?!\\p{L})',
    '(?![€])\\p{Sc}|[%‰]',
  ].join('|'),
  'u',
);

/** Words by which forms say how a cell is filled in, wherever they stand in a name. */
const filling =
  /(?<!\p{L})(?:obligatoire|requis|required|mandatory|pflicht(?:feld|angabe)?|erforderlich|optional|optionnel(?:le)?|facultati(?:f|ve)|freiwillig)(?!\p{L})/gu;

/**
 * The name without remarks that say how its cells are to be filled in: `IBAN (sans espaces)` is `iban`, `[required] Montant` is `montant`.
 * Remarks that change what the column is stay: `Montant (HT)`, `Name (payer)`. Undefined where there is no remark.
 */
export function withoutRemarks(written: string): string | undefined {
  const name = plainName(written);
  const bare = name
    .replaceAll(inBrackets, (whole, ...parts: unknown[]) => {
      const remark = parts.slice(0, 4).find((part) => typeof part === 'string');
      return changes.test(String(remark)) ? whole : ' ';
    })
    .replaceAll(filling, ' ');
  return bare === name || foldedName(bare) === '' ? undefined : bare;
}
