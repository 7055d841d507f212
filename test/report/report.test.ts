import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openReport, type ReportLine } from '../../src/report/report.ts';

let folder: string;
const shape = { header: ['name', 'amount'], delimiter: ';', newline: '\r\n', hasBom: true };
const created: ReportLine = {
  outcome: 'created',
  linkId: 'id',
  linkUrl: 'https://pay.example.com/link/1',
  reference: 'r-1',
  sentEndToEndId: 'r-1',
  linkExpiresAt: '2027-01-01T00:00:00Z',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a report', () => {
  test("keeps the input's separator, line ends and byte order mark, and adds the eight columns", async () => {
    const path = join(folder, 'a.csv');
    const report = await openReport(path, shape, 'x');
    await report.write([{ cells: ['A; "B"', '1.00'], line: created }]);
    await report.finish();
    expect(readFileSync(path, 'utf8')).toBe(
      '\ufeffname;amount;outcome;payment_link_id;payment_link_url;reference;sent_end_to_end_id;link_expires_at;failure_code;failure_detail\r\n' +
        '"A; ""B""";1.00;created;id;https://pay.example.com/link/1;r-1;r-1;2027-01-01T00:00:00Z;;\r\n',
    );
  });

  test('text that a spreadsheet would run is made harmless, and amounts stay amounts', async () => {
    const path = join(folder, 'a.csv');
    const report = await openReport(path, { ...shape, hasBom: false, newline: '\n' }, 'x');
    const names = ['=1+1', '+49', '-5.00', '@x', '-x', "'=1"];
    await report.write(names.map((name) => ({ cells: [name, '2'], line: { outcome: 'open' } })));
    await report.finish();
    const cells = readFileSync(path, 'utf8')
      .split('\n')
      .slice(1, 7)
      .map((line) => line.split(';')[0]);
    expect(cells).toEqual(["'=1+1", '+49', '-5.00', "'@x", "'-x", "''=1"]);
  });

  test('a rejected row tells all its failures with their remedies', async () => {
    const path = join(folder, 'a.csv');
    const report = await openReport(path, shape, 'x');
    const failures = [
      { code: 'iban_missing' } as const,
      { code: 'amount_not_positive', field: 'amount' } as const,
    ];
    await report.write([{ cells: ['A', '0'], line: { outcome: 'rejected', failures } }]);
    await report.finish();
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('iban_missing; amount_not_positive');
    expect(text).toContain('amount: The amount is zero or negative.');
  });

  test('it stands under its name only when it is whole, and others cannot read it', async () => {
    const path = join(folder, 'a.csv');
    const report = await openReport(path, shape, 'x');
    expect(readdirSync(folder)).toEqual(['.a.csv.x.tmp']);
    await report.finish();
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const abandoned = await openReport(path, shape, 'y');
    await abandoned.abandon();
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('a folder that cannot be written is told as disk_full', async () => {
    const opening = openReport(join(folder, 'missing', 'a.csv'), shape, 'x');
    await expect(opening).rejects.toMatchObject({ exitCode: 1, failures: [{ code: 'disk_full' }] });
  });
});
