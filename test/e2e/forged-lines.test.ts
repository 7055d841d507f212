import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maskText } from '../../src/bridge/mask-text.ts';
import type { Notice } from '../../src/domain/notices/notice.ts';
import { message } from '../../src/i18n/messages.ts';
import { createLog } from '../../src/log.ts';
import { jsonOf, subjectOf, textOf } from '../../src/notify/notice-text.ts';
import { rejectedCells, reportCells } from '../../src/report/report.ts';
import type { CliEnd } from '../support/cli.ts';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';
import { workbookOf } from '../support/workbook.ts';

/** Characters that end a line, move the cursor or reverse the text direction in some program. */
const marks = [
  ...['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'],
  ...['\u001b[2J', '\b', '\u007f', '\u009b', '\u001c'],
  ...['\u202e', '\u202a', '\u2066', '\u2067', '\u2069', '\u200e', '\u200f', '\u061c'],
  ...['\u200b', '\u2060', '\ufeff', '\u00ad', '\u{e0041}'],
];

/** A value with each of them, followed by what would pass for a line of Linkmill's output. */
const forged = marks.map((mark, at) => `${mark}F${at}`).join('');
const withNul = `\0F${forged}`;

/** Lines of an output that a value has forged. */
function forgeries(output: string): string[] {
  return output.split('\n').filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*F\d/u.test(line));
}

const reported = ({ stdout, stderr }: CliEnd) => forgeries(stdout + stderr);

describe('no value forges a line', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await startTrial();
  });
  afterAll(() => trial.stop());

  const iban = 'FR4014508000406764668712J28';
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const name = `ev${forged}.csv`;

  test('of a terminal, by the name of a file, its headers, its cells or a reason', async () => {
    const header = `client_reference,amount,iban,beneficiary_company_name,${quoted(`Note${forged}`)}`;
    const rows = [
      `r-1,1.00,${iban},Exemple SARL,x`,
      `r-2,2.00,${quoted(`FR40${forged}`)},Exemple SARL,x`,
      `r-3,3.00,${iban},${quoted(`Exemple${withNul}`)},x`,
      `${quoted(`r-4${forged}`)},4.00,${iban},Exemple SARL,${quoted(forged)}`,
    ];
    trial.write(name, `${[header, ...rows].join('\n')}\n`);
    const ends = [await trial.run('check', name), await trial.run('check', name, '--lang', 'fr')];
    const run = await trial.run('run', name, '--skip-rejected', '--json');
    const { batch } = resultOf(run) as { batch: string };
    ends.push(run, await trial.run('pause', batch, '--why', forged), await trial.run('resume', batch));
    for (const words of [['status'], ['status', batch], ['history', batch], ['report', batch]])
      ends.push(await trial.run(...words), await trial.run(...words, '--json'));
    ends.push(
      await trial.run('check', `none${forged}`),
      await trial.run('report', batch, '--out', `${forged}/x`),
    );
    expect(ends.map(reported)).toEqual(ends.map(() => []));
    expect(ends[0]?.stderr).toContain('U+202EF');
  });

  test('of a terminal, by the name of a sheet, of an account, of a schedule or of a flag', async () => {
    const inXml = [...forged]
      .filter((one) => !/\p{Cc}/u.test(one) || '\n\r\u0085'.includes(one))
      .map((one) => `&#${one.codePointAt(0)};`)
      .join('');
    const rows = '<row r="1"><c r="A1" t="str"><v>amount</v></c></row>';
    writeFileSync(
      `${trial.folder}/list.xlsx`,
      workbookOf([
        { name: `One${inXml}`, rows },
        { name: 'Two', rows },
      ]),
    );
    const ends = [
      await trial.run('check', 'list.xlsx', '--sheet', 'Three'),
      await trial.run('check', 'list.xlsx', '--sheet', forged),
      await trial.run('account', 'add', forged),
      await trial.run('account', 'remove', forged),
      await trial.run('schedule', 'add', forged, '--cron', '0 2 * * *', '--inbox', '.'),
      await trial.run('schedule', 'remove', forged),
      await trial.run('run', `--${forged}`),
      await trial.run(forged),
    ];
    expect(ends.map(reported)).toEqual(ends.map(() => []));
    expect(ends.every(({ code }) => code !== 0)).toBe(true);
  });

  test.each(['json', 'pretty'] as const)('of a log of format %s', (format) => {
    let text = '';
    const log = createLog('info', format, { write: (line) => (text += line) });
    log.info({ [`name${withNul}`]: withNul, deep: { list: [withNul] } }, `seen ${withNul}`);
    log.warn({ error: new Error(`broken ${withNul}`) }, 'failed');
    log.error(new Error(`broken ${withNul}`));
    expect(forgeries(text)).toEqual([]);
    expect(text).toContain('seen');
  });

  test('of a mail or a webhook', () => {
    const notice: Notice = {
      id: 'file_left:x:1',
      kind: 'file_left',
      at: 0,
      subject: message('of_schedule', { schedule: withNul, subject: message('no_file_came', {}) }),
      lines: [message('file_not_begun', { name: withNul })],
      facts: { files: 1 },
      next: [`npx linkmill check ${withNul}`],
    };
    for (const language of ['en', 'fr'] as const) {
      const notifying = { account: 'main', language };
      for (const text of [subjectOf(notice, notifying), textOf(notice, notifying), jsonOf(notice, notifying)])
        expect(forgeries(text)).toEqual([]);
      expect(subjectOf(notice, notifying)).not.toContain('\n');
    }
  });

  test('of a report, by what the provider said or by a cell that is repeated', () => {
    const row = { cells: ['own'] };
    const failure = { code: 'provider_refused', detail: `It said ${withNul}` } as const;
    const remarks = [message('sent_forms', { forms: [withNul] })];
    const report = reportCells(row, { outcome: 'refused', failures: [failure], remarks }, 1, 'en');
    const rejected = rejectedCells(row, { failures: [failure], batch: 'abc' }, 1, 'fr');
    for (const { cells } of [report, rejected])
      expect(cells.filter((cell) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(cell))).toEqual([]);
    expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(maskText(withNul, []))).toBe(false);
  });
});
