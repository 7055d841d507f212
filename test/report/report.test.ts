import { describe, expect, test } from '@jest/globals';
import { addedColumns } from '../../src/domain/report-columns.ts';
import { message } from '../../src/i18n/messages.ts';
import {
  type ReportLine,
  rejectedCells,
  rejectedHeader,
  reportCells,
  reportHeader,
} from '../../src/report/report.ts';

const created: ReportLine = {
  outcome: 'created',
  linkId: 'id',
  linkUrl: 'https://pay.example.com/link/1',
  reference: 'r-1',
  sentEndToEndId: 'r-1',
  linkExpiresAt: '2027-01-01T00:00:00Z',
};
const failures = [
  { code: 'iban_missing' } as const,
  { code: 'amount_not_positive', field: 'amount' } as const,
];

describe('a report', () => {
  test("has the input's own columns first, untouched, then the eight with the state of the row", () => {
    const header = reportHeader(['name', ' Amount ']);
    expect(header.cells).toEqual([
      'name',
      ' Amount ',
      'outcome',
      'payment_link_id',
      'payment_link_url',
      'reference',
      'sent_end_to_end_id',
      'link_expires_at',
      'failure_code',
      'failure_detail',
    ]);
    const { cells } = reportCells({ cells: ['=A ', '1.00'] }, created, 2, 'en');
    expect(cells).toEqual([
      '=A ',
      '1.00',
      'created',
      'id',
      'https://pay.example.com/link/1',
      'r-1',
      'r-1',
      '2027-01-01T00:00:00Z',
      '',
      '',
    ]);
  });

  test('shows all failures of a rejected row with their remedies', () => {
    const { cells } = reportCells({ cells: ['A', '0'] }, { outcome: 'rejected', failures }, 2, 'en');
    expect(cells.at(-2)).toBe('iban_missing; amount_not_positive');
    expect(cells.at(-1)).toContain('amount: The amount is zero or negative.');
  });

  test('shows a remark before the failures', () => {
    const line = {
      outcome: 'known',
      remarks: [message('see_row_of_batch', { batch: 'b', line: 3 })],
      failures: failures.slice(0, 1),
    } as const;
    expect(reportCells({ cells: [] }, line, 0, 'en').cells.at(-1)).toMatch(
      /^See line 3 of batch b\. The row has no IBAN\./,
    );
  });

  test('shows a code of a newer version as it is', () => {
    const found = [{ code: 'of_tomorrow', detail: 'Seen.' }] as unknown as ReportLine['failures'];
    const line = { outcome: 'failed', ...(found && { failures: found }) } as const;
    expect(reportCells({ cells: [] }, line, 0, 'en').cells.at(-1)).toBe('of_tomorrow Seen.');
  });

  test('keeps the kinds of workbook cells, and adds its own as texts', () => {
    const row = { cells: ['24.9', '2026-12-31'], kinds: ['number', 'date'] } as const;
    const { kinds } = reportCells(row, created, 3, 'en');
    expect(kinds).toEqual(['number', 'date', 'text', ...Array.from({ length: 8 }, () => 'text')]);
    expect(reportCells({ cells: ['24.9'] }, created, 1, 'en').kinds).toBeUndefined();
  });
});

describe('a file of rejected rows', () => {
  test("has the input's own columns untouched, then why, the reference and the batch", () => {
    expect(rejectedHeader(['name']).cells).toEqual([
      'name',
      'failure_code',
      'failure_detail',
      'reference',
      'batch',
    ]);
    const { cells } = rejectedCells({ cells: ['A'] }, { failures, reference: 'r-1', batch: 'b' }, 1, 'en');
    expect(cells[0]).toBe('A');
    expect(cells[1]).toBe('iban_missing; amount_not_positive');
    expect(cells[2]).toContain('The row has no IBAN.');
    expect(cells.slice(3)).toEqual(['r-1', 'b']);
    expect(rejectedCells({ cells: ['A'] }, { failures, batch: 'b' }, 1, 'en').cells.slice(3)).toEqual([
      '',
      'b',
    ]);
  });

  test('the added cells are under their names even where a row is ragged, and no cell of the row changes', () => {
    const line = { failures: [], batch: 'b' };
    expect(rejectedCells({ cells: ['A'] }, line, 3, 'en').cells).toEqual(['A', '', '', '', '', '', 'b']);
    expect(rejectedCells({ cells: ['A', 'B', 'C', 'D'] }, line, 2, 'en').cells).toEqual([
      'A',
      'B',
      '',
      '',
      '',
      'b',
      'C',
      'D',
    ]);
  });
});

describe('a file of rejected rows that is submitted again', () => {
  const rejected = rejectedHeader([]).cells;

  test('is recognized by the added names, in any case', () => {
    const again = reportHeader(['name']).cells.map((name) => ` ${name.toUpperCase()} `);
    expect(addedColumns(again)).toEqual({ added: 'report', at: [1, 2, 3, 4, 5, 6, 7, 8] });
    expect(addedColumns(rejectedHeader(['name']).cells)).toEqual({ added: 'rejected', at: [1, 2, 3, 4] });
  });

  test('is recognized where the added columns were moved, separated, or followed by others', () => {
    expect(addedColumns([...rejected, 'name', ''])?.at).toEqual([0, 1, 2, 3]);
    const parted = ['reference', 'batch', 'name', 'failure_code', 'failure_detail'];
    expect(addedColumns(parted)).toEqual({ added: 'rejected', at: [3, 4, 0, 1] });
    expect(addedColumns(['reference', ...rejected, 'note'])?.at).toEqual([1, 2, 3, 4]);
  });

  test('with an added name twice, and not side by side, does not show which is ours', () => {
    expect(addedColumns(['batch', 'reference', 'reference', 'failure_detail', 'failure_code'])).toMatchObject(
      {
        repeated: 'reference',
      },
    );
  });

  test('is not recognized where an added column was removed', () => {
    expect(addedColumns(reportHeader(['name']).cells.slice(0, -1))).toBeUndefined();
    expect(addedColumns(['batch'])).toBeUndefined();
  });
});
