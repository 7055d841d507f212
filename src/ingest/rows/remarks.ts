import type { Failure } from '../../domain/failure.ts';
import { ibansIn, showIban } from '../../domain/parties/iban.ts';
import type { Plan } from '../../domain/plan.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import { plainName } from '../header/header-names.ts';

/** Only this many characters of a remark are read. */
const longestRemark = 2000;

/** Quick check for a word of the warnings below, or the start of an IBAN: nearly no cell has one. */
const mayMatter =
  /iban|compte|account|konto|\brib\b|bank|banque|\bpa(?:y|id|ye)|zahl|rembours|refund|erstatt|oppos|bloqu|block|sperr|stop|hold|litige|disput|vir(?:er|é)|überw|ueberw|décéd|deced|verstorb|deceased|[a-z]{2}\s?\d{2}\s?[a-z0-9]{3}/i;

/** Matched against lower-case text without accents. */
const account =
  /\b(?:(?:new|changed?|other|different|wrong|old|closed|updated?) (?:bank )?(?:account|iban|bank)|(?:account|iban|bank)(?: details)? (?:has |have |is |was )?(?:changed|closed|wrong|updated)|nouve(?:l|au|lle) (?:iban|compte|rib|banque)|(?:changement|change) (?:de |d )?(?:iban|compte|rib|banque)|(?:compte|iban|rib) (?:est )?(?:clos|cloture|ferme|errone|faux|change|modifie)|(?:autre|mauvais|ancien) (?:iban|compte|rib)|neue[srn]? (?:iban|konto|bank\w*)|(?:andere[srn]?|falsche[srn]?|alte[srn]?) (?:iban|konto\w*|bank\w*)|(?:konto|iban) (?:ist )?(?:geschlossen|gekundigt|geandert|falsch|aufgelost)|kontowechsel|bankwechsel)\b/;
const stop =
  /\b(?:(?:do not|don t|dont|never|please don t) (?:pay|refund|send|transfer)|not to be (?:paid|refunded)|stop(?:ped)? (?:payment|refund)|(?:on|payment) hold|hold (?:the )?(?:payment|refund)|already (?:paid|refunded|sent)|(?:blocked|deceased|disputed)|(?:ne pas|ne plus) (?:payer|rembourser|virer|verser|regler|traiter)|a ne pas (?:payer|rembourser|virer|verser)|(?:deja) (?:paye|rembourse|vire|verse|regle)\w*|opposition|bloque\w*|en litige|decede\w*|nicht (?:mehr )?(?:zahlen|bezahlen|uberweisen|ueberweisen|erstatten|auszahlen|auszuzahlen|zu zahlen)|(?:bereits|schon) (?:bezahlt|gezahlt|erstattet|uberwiesen|ueberwiesen|ausgezahlt)|gesperrt|zahlungsstopp|stopp|zuruckhalten|verstorben)\b/;

/** Findings in the remarks of a row: failures hold it, warnings do not. */
export interface RemarkFindings {
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
}

const nothing: RemarkFindings = { failures: [], warnings: [] };

/**
 * Makes the function that reads the label, and the cells of columns without a meaning for us, as remarks:
 * `remark_names_account` for a valid IBAN that is not the row's; a warning `remark_to_read` for words about another
 * account or a stop.
 */
export function remarkReader({
  header,
  at,
  remarks = [],
}: Pick<Plan, 'header' | 'at' | 'remarks'>): (
  cells: readonly string[],
  iban: string | undefined,
) => RemarkFindings {
  const { label } = at;
  const positions = label === undefined ? remarks : [...remarks, label];
  return (cells, iban) => {
    let found: RemarkFindings = nothing;
    for (const position of positions) {
      const cell = cells[position] ?? '';
      if (cell.length < 4 || !mayMatter.test(cell)) continue;
      const remark = cell.slice(0, longestRemark);
      found = withAccounts(found, header[position] ?? '', remark, iban);
      found = withWords(found, header[position] ?? '', remark);
    }
    return found;
  };
}

function withAccounts(
  found: RemarkFindings,
  name: string,
  remark: string,
  iban: string | undefined,
): RemarkFindings {
  const others = ibansIn(remark).filter((one) => one !== iban);
  if (others.length === 0) return found;
  const details = [message('remark_accounts', { accounts: others.map(showIban) })];
  const failure: Failure = { code: 'remark_names_account', field: shown(name), details };
  return { ...found, failures: [...found.failures, failure] };
}

function withWords(found: RemarkFindings, name: string, remark: string): RemarkFindings {
  const words = plainName(remark).replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  if (!account.test(words) && !stop.test(words)) return found;
  const warning: Failure = {
    code: 'remark_to_read',
    field: shown(name),
    details: [message('remark_text', { text: shown(remark.trim()) })],
  };
  return { ...found, warnings: [...found.warnings, warning] };
}

/** Finds which columns without a meaning for us hold remarks: those that do not consist of accounts. */
export class RemarkColumns {
  readonly #watched: readonly { readonly position: number; filled: number; accounts: number }[];

  constructor({ remarks = [] }: Pick<Plan, 'remarks'>) {
    this.#watched = remarks.map((position) => ({ position, filled: 0, accounts: 0 }));
  }

  /** Counts a row. */
  note(cells: readonly string[]): void {
    for (const watched of this.#watched) {
      const cell = cells[watched.position] ?? '';
      if (cell === '') continue;
      watched.filled += 1;
      if (isAccount.test(cell)) watched.accounts += 1;
    }
  }

  /** Their positions, judged by the rows so far. */
  get positions(): readonly number[] {
    return this.#watched
      .filter(({ filled, accounts }) => accounts === 0 || 10 * accounts < 9 * filled)
      .map(({ position }) => position);
  }
}

/** A cell that holds an account and nothing else. */
const isAccount = /^\W*(?:IBAN\W*)?[a-z]{2}\s?\d\d(?:[\s.-]?[a-z\d]){11,30}\W*$/i;

/** Words in names of the payer's own account. */
const payers =
  /\b(?:payer|payeu(?:r|se)|zahler|zahlungspflichtige[rns]?|auftraggeber|auftragskonto|debit|debite|debiter|debited|debtor|debiteur|schuldner|donneur|ordering|sender|absender|emetteur|belastungs?konto|belastet(?:es)?|source|quelle|quellkonto|my|own|our|notre|nos|unser|eigene?s?)\b/;

/** Whether the column is named as the payer's account, to which nothing is paid. */
export function namesPayersAccount(header: string): boolean {
  const words = plainName(header).replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  return payers.test(words) && !/\b(?:nouveau|nouvel|new|neue[sr]?)\b/.test(words);
}
