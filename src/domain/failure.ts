import { z } from 'zod';
import { type Message, messageSchema } from '../i18n/messages.ts';
import type { Immutable } from './immutable.ts';

/**
 * The family of a failure alone decides the answer: the exit code of the command line, the status of a server.
 *
 *     invalid       the request itself is wrong (400)
 *     forbidden     the request is well formed, but not allowed for this caller or this target (403)
 *     not_found     what the request names does not exist (404)
 *     conflict      the current state prevents the request (409)
 *     unacceptable  the contents of the request, a file or a row, are not accepted (422)
 *     held          something happened that a person has to check first (409)
 *     unavailable   a machine does not work now (503)
 *     unproven      the provider did not answer; what was done before remains done (503)
 */
export type FailureFamily =
  | 'invalid'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'unacceptable'
  | 'held'
  | 'unavailable'
  | 'unproven';

/**
 * Every failure code, by topic and family. The catalogues describe what is wrong and what to do about it, as `failure.<code>` and
 * `remedy.<code>`; the documentation, the reports and the output of commands take their texts from there. A code is public: it never changes
 * its meaning.
 */
const codes = {
  row: {
    unacceptable: [
      'amount_missing',
      'amount_unreadable',
      'amount_ambiguous',
      'amount_not_positive',
      'amount_too_many_decimals',
      'amount_above_ceiling',
      'currency_not_supported',
      'iban_missing',
      'iban_malformed',
      'iban_length_wrong',
      'iban_country_not_sepa',
      'iban_checksum_wrong',
      'iban_destroyed',
      'iban_is_rib',
      'beneficiary_name_missing',
      'name_incomplete',
      'name_twice',
      'name_not_split',
      'name_too_long',
      'name_without_letter',
      'name_is_no_name',
      'text_damaged',
      'html_entities',
      'characters_not_allowed',
      'label_missing',
      'label_too_long',
      'end_to_end_id_too_long',
      'reference_too_long',
      'payer_reference_too_long',
      'expiry_unreadable',
      'expiry_ambiguous',
      'expiry_past',
      'expiry_too_far',
      'callback_url_invalid',
      'row_ragged',
      'row_only_amount',
      'row_left_out',
      'remark_names_account',
      'nul_byte',
      'cell_error',
      'cell_struck',
      'row_hidden',
      'payer_unknown',
    ],
  },
  reference: {
    unacceptable: ['reference_repeated', 'reference_conflict'],
  },
  file: {
    not_found: ['file_missing', 'map_unknown'],
    conflict: ['file_changed'],
    unacceptable: [
      'file_empty',
      'file_binary',
      'file_damaged',
      'file_locked',
      'file_too_large',
      'encoding_unclear',
      'sheet_unknown',
      'sheet_unclear',
      'file_without_rows',
      'header_missing',
      'column_missing',
      'column_unknown',
      'column_repeated',
      'column_unclear',
      'column_hidden',
      'rows_unclear',
      'rows_done',
      'map_remembered',
      'amount_unit_unclear',
      'amounts_parted',
      'names_damaged',
      'second_header',
      'amounts_not_positive',
      'corrected_unread',
      'totals_differ',
      'quote_broken',
      'field_too_large',
      'rows_rejected',
      'too_many_rows',
      'sum_above_maximum',
      'options_differ',
      'duplicates_not_accepted',
      'daily_ceiling',
      'totals_missing',
      'schedule_obstacle',
      'files_too_many',
      'file_stays',
      'file_grew',
      'file_may_be_cut',
      'file_growing',
      'marker_missing',
    ],
  },
  refused: {
    unacceptable: ['provider_refused'],
  },
  failed: {
    unacceptable: [
      'expired_before_sending',
      'record_incomplete',
      'sent_too_often',
      'paid_elsewhere',
      'found_with_other_contents',
    ],
  },
  books: {
    held: [
      'duplicate_link',
      'link_of_another_row',
      'link_missing',
      'duplicate_link_revoked',
      'strange_link',
      'link_not_revoked',
      'amount_differs',
      'destination_differs',
      'link_host_unknown',
      'link_url_differs',
      'destination_unproven',
      'paid_twice',
      'counts_differ',
      'books_not_closed',
      'link_ended',
      'link_payable',
      'link_completed',
      'refusal_not_shown',
      'payment_executed',
      'payment_under_way',
    ],
  },
  machine: {
    invalid: ['sandbox_file_unusable', 'backup_unreadable'],
    forbidden: ['account_unsigned', 'secret_place_refused', 'inbox_unsafe', 'redis_denied', 'backup_forged'],
    conflict: [
      'books_outdated',
      'batch_lost',
      'record_unreadable',
      'port_taken',
      'account_stopped',
      'locked_out',
      'ledger_half_restored',
    ],
    held: ['ledger_forged'],
    unavailable: [
      'account_unreadable',
      'secret_out_of_reach',
      'inbox_unreachable',
      'redis_unreachable',
      'redis_missing',
      'redis_unfit',
      'redis_full',
      'redis_read_only',
      'redis_not_saving',
      'redis_too_few_replicas',
      'redis_loading',
      'redis_busy',
      'redis_clustered',
      'redis_damaged',
      'key_missing',
      'key_unusable',
      'disk_full',
    ],
    unproven: ['bridge_unavailable'],
  },
  usage: {
    invalid: [
      'payer_missing',
      'usage_wrong',
      'settings_wrong',
      'settings_mixed',
      'nobody_to_tell',
      'report_over_input',
      'schedule_overlaps',
      'schedule_wrong',
    ],
    forbidden: ['env_file_unsafe', 'host_not_allowed', 'not_confirmed'],
    not_found: ['account_unknown', 'batch_unknown', 'schedule_unknown', 'run_unknown'],
    conflict: [
      'account_known',
      'account_busy',
      'file_exists',
      'batch_purged',
      'batch_incomplete',
      'schedule_exists',
      'backup_of_another_account',
      'ledger_not_empty',
    ],
    unacceptable: ['batch_cancelled'],
  },
  doctor: {
    unavailable: [
      'pace_full',
      'bridge_busy',
      'bridge_unreachable',
      'list_refused',
      'time_missing',
      'clock_wrong',
      'data_unsealed',
      'redis_unencrypted',
      'notices_undelivered',
      'trial_not_made',
      'trial_unanswered',
      'trial_unfinished',
      'trial_misdirected',
      'trial_not_revoked',
    ],
  },
  warning: {
    unacceptable: [
      'redis_open',
      'tls_unchecked',
      'mail_readable',
      'redis_weak',
      'label_long',
      'label_adapted',
      'remark_to_read',
      'name_sent_whole',
      'text_replaced',
      'bic_malformed',
      'bic_country_differs',
      'iban_national_check',
      'duplicate_in_file',
      'duplicate_in_ledger',
    ],
  },
} as const satisfies Readonly<Record<string, Partial<Record<FailureFamily, readonly string[]>>>>;

type FailureTopic = keyof typeof codes;

type CodesOf<Families> = Families extends Readonly<Record<string, readonly (infer Code)[]>> ? Code : never;

/** A public failure code. */
export type FailureCode = CodesOf<(typeof codes)[FailureTopic]>;

/** Codes of failures that may disappear with time, without any change to the row. */
const passing: readonly FailureCode[] = [
  'sent_too_often',
  'inbox_unreachable',
  'inbox_unsafe',
  'redis_unreachable',
  'redis_full',
  'redis_read_only',
  'redis_not_saving',
  'redis_too_few_replicas',
  'redis_loading',
  'redis_busy',
  'bridge_unavailable',
  'disk_full',
];

interface FailureKind {
  readonly topic: FailureTopic;
  readonly family: FailureFamily;
  /** Whether the failure may disappear with time, without any change to the row. */
  readonly waitingHelps: boolean;
}

export const failures = Object.fromEntries(
  Object.entries(codes).flatMap(([topic, families]) =>
    Object.entries(families).flatMap(([family, ofFamily]: [string, readonly FailureCode[]]) =>
      ofFamily.map((code) => [code, { topic, family, waitingHelps: passing.includes(code) }]),
    ),
  ),
) as Readonly<Record<FailureCode, FailureKind>>;

/** One failure of a row, a file or a send; stored in this form. */
export const failureSchema = z.object({
  /** A `FailureCode`, or a code of another version, which is shown as it is. */
  code: z.custom<FailureCode>((code) => typeof code === 'string'),
  /** The column of the file, or the setting, that it is about. */
  field: z.string().exactOptional(),
  /** The shape of the value and what to type instead; never a full IBAN, a link or a secret. */
  details: z.array(messageSchema).exactOptional(),
  /** Text of the provider or the system, masked and not translated. */
  detail: z.string().exactOptional(),
});

export type Failure = Immutable<z.infer<typeof failureSchema>>;

/** Ends a request for a reason outside the program, not for a bug: commands and servers show its failures. Its own message is for logs. */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** At least one; the family of the first decides the answer. */
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(codesOf).join('\n'));
    this.failures = failures;
  }

  get family(): FailureFamily | undefined {
    const [first] = this.failures;
    return first && failures[first.code]?.family;
  }
}

/** An AppError with one failure. */
export function fail(code: FailureCode, ...details: Message[]): AppError {
  return new AppError([details.length === 0 ? { code } : { code, details }]);
}

/** An AppError with one failure about a column of the file, a setting or a flag. */
export function failAt(field: string, code: FailureCode, ...details: Message[]): AppError {
  return new AppError([details.length === 0 ? { code, field } : { code, field, details }]);
}

/** A failure as codes for a log: not translated, and without values. */
function codesOf({ code, field, details = [] }: Failure): string {
  return [code, field, ...details.map((detail) => detail.code)]
    .filter((part) => part !== undefined)
    .join(' ');
}
