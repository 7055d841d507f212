import { expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { AppError, type FailureCode, fail } from '../../src/domain/failure.ts';

const ends: readonly (readonly [1 | 2, ...FailureCode[]])[] = [
  [1, 'usage_wrong', 'settings_wrong', 'payer_missing', 'report_over_input'],
  [1, 'batch_unknown', 'account_unknown', 'schedule_unknown', 'run_unknown', 'file_missing', 'map_unknown'],
  [1, 'file_exists', 'file_changed', 'batch_incomplete', 'batch_purged', 'books_outdated', 'account_busy'],
  [1, 'account_stopped', 'locked_out', 'account_unsigned', 'not_confirmed', 'env_file_unsafe'],
  [1, 'redis_unreachable', 'redis_denied', 'redis_full', 'disk_full', 'key_missing', 'backup_unreadable'],
  [2, 'file_empty', 'header_missing', 'column_unclear', 'rows_rejected', 'too_many_rows', 'totals_missing'],
  [2, 'options_differ', 'batch_cancelled', 'duplicates_not_accepted', 'sum_above_maximum'],
  [2, 'destination_differs', 'destination_unproven', 'ledger_forged', 'bridge_unavailable'],
];

test.each(ends)('a command exits %i for %s and similar failures', (code, ...codes) => {
  expect(codes.filter((one) => exitCodeOf(fail(one)) !== code)).toEqual([]);
});

test('the first failure of an error decides the exit code', () => {
  expect(exitCodeOf(new AppError([{ code: 'header_missing' }, { code: 'map_remembered' }]))).toBe(2);
  expect(exitCodeOf(new AppError([{ code: 'usage_wrong' }, { code: 'header_missing' }]))).toBe(1);
});
