import { z } from 'zod';
import { languages } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';
import { isoOf } from './dates/expiry.ts';
import { isInstant } from './dates/zone-time.ts';
import type { EntryState } from './entry.ts';
import type { Immutable } from './immutable.ts';
import { type Party, partySchema } from './instruction.ts';
import { endOfLife, type LinkLife, linkLifeSchema } from './link-life.ts';
import { reasonSchema } from './reason.ts';

/** What becomes of a whole name that the file does not prove how to split. */
export const fullNamesChoices = ['company', 'hold'] as const;

/** What a batch was handed in with; each is a default for rows that do not say it themselves. It is stored so. */
export const batchOptionsSchema = z.object({
  payer: partySchema.exactOptional(),
  ...linkLifeSchema.shape,
  /** `{column}` stands for a cell of the row, `{reference}` for its reference. */
  labelTemplate: z.string(),
  callbackUrl: z.string().exactOptional(),
  /** Rows without IBAN go to the account set in the provider's dashboard. */
  defaultBeneficiary: z.boolean(),
  // Batches of version 0.1.0 have none of the following; its dates were of UTC.
  /** Zone of the IANA list, of dates that do not name one. */
  timeZone: z.string().default('UTC'),
  /** Names and labels are sent with the proposed characters in place of those that the provider refuses. */
  transliterate: z.boolean().default(false),
  fullNames: z.enum(fullNamesChoices).default('company'),
  /** Of its report, so that this has the same bytes on every machine; it changes nothing that is sent. */
  language: z.enum(languages).default('en'),
});

export type BatchOptions = Immutable<z.infer<typeof batchOptionsSchema>>;

/** Rows by outcome, disjoint, and the money; `rows` is the sum of the eight counts after it. Amounts in cents. */
export interface Books {
  readonly rows: number;
  readonly created: number;
  readonly refused: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly rejected: number;
  readonly known: number;
  readonly doubtful: number;
  readonly open: number;
  /** Of accepted rows, known ones included. */
  readonly amountCents: number;
  readonly createdCents: number;
}

/** What a person decided about a batch or an account, or the program on its own; `at` in milliseconds of the ledger's clock. */
export const decisionSchema = z.object({
  at: z.number().refine(isInstant),
  by: z.string(),
  why: reasonSchema,
});

export type Decision = Immutable<z.infer<typeof decisionSchema>>;

/** What a person decided. */
export const personsDecisionSchema = decisionSchema.extend({ why: z.string() });

export type PersonsDecision = Immutable<z.infer<typeof personsDecisionSchema>>;

/** Stops an account when Bridge refuses its credentials or the address of this machine: then its list is not asked for either. */
export const byLockOut = 'lock-out';

/** Stops an account by itself after so many refusals in a row; `settle.lua` writes it. */
export const byBreaker = 'breaker';

/** Stops an account because a link leads elsewhere; `misdirected.lua` writes it. */
export const byDestination = 'destination';

/** Stops an account because Bridge shows nothing of the accounts that links lead to; `verify.lua` writes it. */
export const byUnproven = 'destination unproven';

/** Stops an account because something in Redis is not what this installation wrote there; the reader of pages and batches does. */
export const byForged = 'ledger forged';

/** Whether money would go elsewhere, or may: then links are looked at before anything else is. */
export function isByDestination({ by }: Pick<Decision, 'by'>): boolean {
  return by === byDestination || by === byUnproven;
}

/** Whether a person stopped the account, and not the program. */
export function isByPerson({ by }: Decision): boolean {
  return ![byLockOut, byBreaker, byDestination, byUnproven, byForged].includes(by);
}

/** What the ledger knows of a batch as a whole. Times are milliseconds since 1970 of the ledger's clock. */
export interface Batch {
  /** First 12 base32 characters of the digest. */
  readonly id: string;
  /** Base name of the file that was handed in first. */
  readonly file: string;
  /** Rows of the file, good or not. */
  readonly fileRows: number;
  /** Rows that a person left out when it was handed in; they count as rejected. */
  readonly leftOutRows: number;
  readonly options: BatchOptions;
  /** The ceiling that its rows were judged by. */
  readonly amountMaxCents: number;
  readonly again?: string;
  readonly submittedAt: number;
  /** Absent until every row is in the ledger; nothing of the batch is sent before. */
  readonly committedAt?: number;
  readonly finishedAt?: number;
  /** While a canary waits for a yes: the last line that may be sent. */
  readonly heldAfter?: number;
  /** What rests of it is not what this installation wrote there: nothing of it is sent, and its books do not balance. */
  readonly isForged?: true;
  /** Then it may be what was written there all the same: the installation's key of this id, which opens it, is not here. */
  readonly missingKey?: string;
  /** Since when its personal data are erased: its rows have neither names nor IBANs, and its file is gone. */
  readonly purgedAt?: number;
  readonly books: Books;
  /** Known rows whose entry, of an earlier batch, is not settled yet. */
  readonly knownOpen: number;
  /** Known rows whose entry has a link. */
  readonly knownCreated: number;
  /** Nothing of it is sent until it is resumed. */
  readonly paused?: Decision;
  /** What was not sent by then is not, unless another batch holds it, or a person retries or reissues it. */
  readonly cancelled?: Decision;
  /** Every link of it is to be revoked, also one that comes to light later. */
  readonly revoked?: Decision;
  /** Time of the last permit of a creation. */
  readonly lastSentAt?: number;
  /** The row whose link is to be read back before any other row is sent, and when it was sent. */
  readonly verifying?: { readonly line: number; readonly sentAt: number };
  /** True where a sending was ever in doubt. */
  readonly wasInDoubt: boolean;
  /** When the closing of its books was begun last, and when something reopened them. */
  readonly auditedAt?: number;
  readonly reopenedAt?: number;
  /** Whether they balanced when they were closed last. */
  readonly isBalanced: boolean;
}

/** What a batch is opened with. */
export type NewBatch = Pick<Batch, 'id' | 'file' | 'fileRows' | 'options' | 'amountMaxCents' | 'again'> &
  Partial<Pick<Batch, 'leftOutRows'>>;

/** When the links of a batch expire where the row does not say it: ISO 8601 in UTC, whole seconds. */
export function batchExpiry(batch: Pick<Batch, 'submittedAt' | 'options'>): string {
  const { submittedAt, options } = batch;
  return isoOf(endOfLife(options, submittedAt, options.timeZone));
}

/**
 * True once every row of the batch, known ones included, stands at its outcome. A cancelled batch does not wait for the rows of
 * others.
 */
export function isFinished(batch: Batch): boolean {
  const { open, doubtful } = batch.books;
  const isSettled = open === 0 && doubtful === 0;
  return (
    batch.committedAt !== undefined && isSettled && (batch.knownOpen === 0 || batch.cancelled !== undefined)
  );
}

/** True where the books were closed after the last row was settled, and nothing has reopened them since. */
export function areBooksClosed({ auditedAt, finishedAt, reopenedAt }: Batch): boolean {
  if (auditedAt === undefined || finishedAt === undefined) return false;
  return auditedAt >= Math.max(finishedAt, reopenedAt ?? 0);
}

/** True where every row has a link, its own or the one of an earlier batch, but for those that a person left out. */
export function isWhole(batch: Batch): boolean {
  return batch.books.created + batch.knownCreated + batch.leftOutRows === batch.fileRows;
}

/** The options as a person reads them; only equal options give equal messages. */
export function describeOptions(options: BatchOptions): Message[] {
  const { payer, labelTemplate, callbackUrl, defaultBeneficiary } = options;
  const { timeZone, transliterate, fullNames } = options;
  return [
    describeParty(payer),
    describeLife(options),
    message('option_label', { label: JSON.stringify(labelTemplate) }),
    callbackUrl === undefined
      ? message('option_callback_none', {})
      : message('option_callback', { url: callbackUrl }),
    message(defaultBeneficiary ? 'option_default_beneficiary' : 'option_default_beneficiary_none', {}),
    message('option_dates', { zone: timeZone }),
    message(transliterate ? 'option_characters_replaced' : 'option_characters_kept', {}),
    message(fullNames === 'hold' ? 'option_names_held' : 'option_names_company', {}),
  ];
}

function describeLife({ expiresInSeconds, expiresInBusinessDays: days }: LinkLife): Message {
  return days === undefined
    ? message('option_life_hours', { hours: expiresInSeconds / 3600 })
    : message('option_life_days', { days });
}

function describeParty(party: Party | undefined): Message {
  if (party === undefined) return message('option_payer_of_rows', {});
  if (party.kind === 'company') return message('option_payer', { name: JSON.stringify(party.companyName) });
  const { firstName, lastName } = party;
  return message('option_payer_person', { first: JSON.stringify(firstName), last: JSON.stringify(lastName) });
}

/** Whether the link of an entry may be shown: Bridge has shown that it leads where the row says, and its address is one of Bridge's. */
export function isLinkShown(state: EntryState): boolean {
  return state.kind === 'created' && state.strangeHost === undefined && state.isVerified === true;
}
