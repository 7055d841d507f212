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

/** What happens to a whole name where the file does not prove how to split it: sent as a company, or its row rejected. */
export const fullNamesChoices = ['company', 'hold'] as const;

/** The options of a batch: defaults for rows that do not have their own values. Stored in this form. */
export const batchOptionsSchema = z.object({
  payer: partySchema.exactOptional(),
  ...linkLifeSchema.shape,
  /** `{column}` stands for a cell of the row, `{reference}` for its reference. */
  labelTemplate: z.string(),
  callbackUrl: z.string().exactOptional(),
  /** Whether rows without an IBAN go to the account that is set in the provider's dashboard. */
  defaultBeneficiary: z.boolean(),
  // Batches of version 0.1.0 have none of the following; their dates are in UTC.
  /** IANA zone of dates that do not name one. */
  timeZone: z.string().default('UTC'),
  /** Whether names and labels are sent with characters that the provider refuses replaced by the proposed ones. */
  transliterate: z.boolean().default(false),
  fullNames: z.enum(fullNamesChoices).default('company'),
  /** Language of the report, so that it has the same bytes on every machine; changes nothing that is sent. */
  language: z.enum(languages).default('en'),
});

export type BatchOptions = Immutable<z.infer<typeof batchOptionsSchema>>;

/** Counts of rows by outcome, and amounts in cents; `rows` is the sum of the eight counts after it. */
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
  /** Sum of all accepted rows, including known ones. */
  readonly amountCents: number;
  readonly createdCents: number;
}

/** A decision of a person or the program about a batch or an account; `at` in milliseconds of the ledger's clock. */
export const decisionSchema = z.object({
  at: z.number().refine(isInstant),
  by: z.string(),
  why: reasonSchema,
});

export type Decision = Immutable<z.infer<typeof decisionSchema>>;

/** A decision of a person. */
export const personsDecisionSchema = decisionSchema.extend({ why: z.string() });

export type PersonsDecision = Immutable<z.infer<typeof personsDecisionSchema>>;

/** `by` of an account that is stopped because Bridge refuses its credentials or the address of this machine; its list is not read either. */
export const byLockOut = 'lock-out';

/** `by` of an account that is stopped after a number of refusals in a row; `settle.lua` writes it. */
export const byBreaker = 'breaker';

/** `by` of an account that is stopped because a link leads to another account; `misdirected.lua` writes it. */
export const byDestination = 'destination';

/** `by` of an account that is stopped because Bridge does not show which accounts its links lead to; `verify.lua` writes it. */
export const byUnproven = 'destination unproven';

/** `by` of an account that is stopped because a record in Redis is not what this installation wrote. */
export const byForged = 'ledger forged';

/** Whether the account was stopped because money goes, or may go, to another account. */
export function isByDestination({ by }: Pick<Decision, 'by'>): boolean {
  return by === byDestination || by === byUnproven;
}

/** Whether a person stopped the account, not the program. */
export function isByPerson({ by }: Decision): boolean {
  return ![byLockOut, byBreaker, byDestination, byUnproven, byForged].includes(by);
}

/** What the ledger knows of a batch as a whole. Times are milliseconds since 1970 of the ledger's clock. */
export interface Batch {
  /** First 12 base32 characters of the digest. */
  readonly id: string;
  /** Base name of the file that was submitted first. */
  readonly file: string;
  /** Rows of the file, accepted or not. */
  readonly fileRows: number;
  /** Rows that a person left out at submission; they count as rejected. */
  readonly leftOutRows: number;
  readonly options: BatchOptions;
  /** The highest amount that a row could have. */
  readonly amountMaxCents: number;
  readonly again?: string;
  readonly submittedAt: number;
  /** Absent until every row is in the ledger; nothing of the batch is sent before. */
  readonly committedAt?: number;
  readonly finishedAt?: number;
  /** While a canary waits for a person's approval: the last line that may be sent. */
  readonly heldAfter?: number;
  /** Its record in Redis is not what this installation wrote: nothing of the batch is sent, and its books do not balance. */
  readonly isForged?: true;
  /** Set with `isForged` where the record may be genuine after all: the installation's key of this id, which would open it, is not here. */
  readonly missingKey?: string;
  /** When its personal data were erased: its rows have neither names nor IBANs, and its stored file is gone. */
  readonly purgedAt?: number;
  readonly books: Books;
  /** Known rows whose entry, of an earlier batch, is not settled yet. */
  readonly knownOpen: number;
  /** Known rows whose entry has a link. */
  readonly knownCreated: number;
  /** Nothing of it is sent until it is resumed. */
  readonly paused?: Decision;
  /** Rows that were not sent before are not sent, unless another batch needs them, or a person retries or reissues them. */
  readonly cancelled?: Decision;
  /** Every link of it must be revoked, also one that is found later. */
  readonly revoked?: Decision;
  /** Time of the last permit of a creation. */
  readonly lastSentAt?: number;
  /** The row whose link must be verified before any other row is sent, and when the row was sent. */
  readonly verifying?: { readonly line: number; readonly sentAt: number };
  /** True where a row was ever doubtful. */
  readonly wasInDoubt: boolean;
  /** When the last audit began, and when something reopened the books. */
  readonly auditedAt?: number;
  readonly reopenedAt?: number;
  /** Whether the books balanced in the last audit. */
  readonly isBalanced: boolean;
}

/** What a batch is opened with. */
export type NewBatch = Pick<Batch, 'id' | 'file' | 'fileRows' | 'options' | 'amountMaxCents' | 'again'> &
  Partial<Pick<Batch, 'leftOutRows'>>;

/** When links of rows without their own expiry expire: ISO 8601 in UTC, whole seconds. */
export function batchExpiry(batch: Pick<Batch, 'submittedAt' | 'options'>): string {
  const { submittedAt, options } = batch;
  return isoOf(endOfLife(options, submittedAt, options.timeZone));
}

/** True once every row of the batch has its outcome. Known rows of other batches count as well, except in a cancelled batch. */
export function isFinished(batch: Batch): boolean {
  const { open, doubtful } = batch.books;
  const isSettled = open === 0 && doubtful === 0;
  return (
    batch.committedAt !== undefined && isSettled && (batch.knownOpen === 0 || batch.cancelled !== undefined)
  );
}

/** True where the last audit began after the last row was settled, and nothing has reopened the books since. */
export function areBooksClosed({ auditedAt, finishedAt, reopenedAt }: Batch): boolean {
  if (auditedAt === undefined || finishedAt === undefined) return false;
  return auditedAt >= Math.max(finishedAt, reopenedAt ?? 0);
}

/** True where every row that a person did not leave out has a link, its own or that of an earlier batch. */
export function isWhole(batch: Batch): boolean {
  return batch.books.created + batch.knownCreated + batch.leftOutRows === batch.fileRows;
}

/** The options as messages for a person; different options give different messages. */
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

/** Whether the link of an entry may be shown: it was verified to lead to the account of the row, and its host is one that links have. */
export function isLinkShown(state: EntryState): boolean {
  return state.kind === 'created' && state.strangeHost === undefined && state.isVerified === true;
}
