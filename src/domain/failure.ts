import { z } from 'zod';
import { messageSchema } from '../i18n/messages.ts';
import type { Immutable } from './immutable.ts';

/**
 * Every way in which a row, a file or a send can fail, by what it is about. What is wrong and what to do about it stand in the catalogues,
 * as `failure.<code>` and `remedy.<code>`; the table of failures in the documentation, the columns of the report and what doors print
 * come from there. A code is public: it never changes its meaning.
 */
const codes = {
  row: [
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
  reference: ['reference_repeated', 'reference_conflict'],
  file: [
    'file_missing',
    'file_empty',
    'file_binary',
    'file_damaged',
    'file_locked',
    'file_too_large',
    'encoding_unclear',
    'sheet_unknown',
    'sheet_unclear',
    'file_without_rows',
    'file_changed',
    'header_missing',
    'column_missing',
    'column_unknown',
    'column_repeated',
    'column_unclear',
    'column_hidden',
    'rows_unclear',
    'rows_done',
    'map_remembered',
    'map_unknown',
    'amount_unit_unclear',
    'amounts_parted',
    'names_damaged',
    'second_header',
    'amounts_not_positive',
    'mended_unread',
    'totals_differ',
    'quote_broken',
    'field_too_large',
    'rows_rejected',
    'too_many_rows',
    'sum_above_maximum',
    'options_differ',
    'duplicates_not_accepted',
    'night_ceiling',
    'totals_missing',
    'night_obstacle',
    'files_too_many',
    'file_stays',
    'file_grew',
    'file_may_be_cut',
    'file_growing',
    'marker_missing',
  ],
  refused: ['provider_refused'],
  failed: [
    'expired_before_sending',
    'record_incomplete',
    'sent_too_often',
    'paid_elsewhere',
    'found_with_other_contents',
  ],
  books: [
    'second_link',
    'link_of_another_row',
    'link_missing',
    'second_link_revoked',
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
  machine: [
    'books_outdated',
    'account_unreadable',
    'account_unsigned',
    'secret_out_of_reach',
    'secret_place_refused',
    'batch_lost',
    'record_unreadable',
    'ledger_forged',
    'port_taken',
    'inbox_unreachable',
    'inbox_unsafe',
    'redis_unreachable',
    'redis_denied',
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
    'bridge_unavailable',
    'account_stopped',
    'locked_out',
    'key_missing',
    'key_unusable',
    'disk_full',
    'sandbox_file_unusable',
    'backup_unreadable',
    'backup_forged',
    'ledger_half_restored',
  ],
  usage: [
    'payer_missing',
    'usage_wrong',
    'settings_wrong',
    'settings_mixed',
    'env_file_unsafe',
    'host_not_allowed',
    'account_unknown',
    'account_known',
    'account_busy',
    'nobody_to_tell',
    'batch_unknown',
    'file_exists',
    'report_over_input',
    'batch_cancelled',
    'batch_purged',
    'not_confirmed',
    'batch_incomplete',
    'schedule_unknown',
    'schedule_exists',
    'schedule_overlaps',
    'slot_unknown',
    'schedule_wrong',
    'backup_of_another_account',
    'ledger_not_empty',
  ],
  doctor: [
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
  warning: [
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
} as const;

type FailureFamily = keyof typeof codes;

/** A public failure code. */
export type FailureCode = (typeof codes)[FailureFamily][number];

/** The same row may fare better later without being changed. */
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
  readonly family: FailureFamily;
  /** True where the same row may fare better later without being changed. */
  readonly waitingHelps: boolean;
}

export const failures = Object.fromEntries(
  Object.entries(codes).flatMap(([family, ofFamily]) =>
    ofFamily.map((code) => [code, { family, waitingHelps: passing.includes(code) }]),
  ),
) as Readonly<Record<FailureCode, FailureKind>>;

/** One thing that is wrong with a row, a file or a send; it is stored so. */
export const failureSchema = z.object({
  /** One of another version is shown by its code. */
  code: z.custom<FailureCode>((code) => typeof code === 'string'),
  /** The column of the file, or the setting, that it is about. */
  field: z.string().exactOptional(),
  /** The shape of the value and what to type instead; never a full IBAN, a link or a secret. */
  details: z.array(messageSchema).exactOptional(),
  /** Words of the provider or of the system, masked, in no language of ours. */
  detail: z.string().exactOptional(),
});

export type Failure = Immutable<z.infer<typeof failureSchema>>;

/**
 * Stops a command because of the world, not because of a bug: doors show its failures and exit with `exitCode`. Its own message is for
 * logs.
 */
export class Stop extends Error {
  readonly failures: readonly Failure[];
  readonly exitCode: 1 | 2;

  constructor(failures: readonly Failure[], exitCode: 1 | 2) {
    super(failures.map(codesOf).join('\n'));
    this.name = 'Stop';
    this.failures = failures;
    this.exitCode = exitCode;
  }
}

/** The codes of a failure, and what it is about, for a log: in no language, and without a value. */
function codesOf({ code, field, details = [] }: Failure): string {
  return [code, field, ...details.map((detail) => detail.code)]
    .filter((part) => part !== undefined)
    .join(' ');
}
