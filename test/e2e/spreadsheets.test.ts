import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.stop());

const german = 'DE89370400440532013000';
const french = 'FR4014508000406764668712J28';

const bytesOf = (name: string) => readFileSync(join(trial.folder, name));
const textOf = (name: string) => iconv.decode(bytesOf(name), 'windows-1252');
const writeText = (name: string, text: string) =>
  writeFileSync(join(trial.folder, name), iconv.encode(text, 'windows-1252'));
const creations = () => trial.sandbox.stats().creations;

/** Three rows as a German bank program writes them: the second lacks a digit of its IBAN. */
const list = [
  'Liste der Rückzahlungen',
  'Name;IBAN;BIC;Betrag;Verwendungszweck;Notiz',
  `Müller GmbH;${german};COBADEFFXXX;1.234,50;Storno 1;bar`,
  `Muster GmbH;${german.slice(0, -1)};;12,00;Storno 2;"a;b"`,
  `Modèle SA;${french};;0,75;Storno 3;`,
  'Summe;;;1.247,25;;',
  '',
].join('\r\n');

describe('the correction loop', () => {
  test('cells guarded against formulas are read back to the same values: known rows stay known, a corrected one is added', async () => {
    const header = 'client_reference,amount,iban,beneficiary_company_name,label,"=Note; @x"';
    const rows = [
      `r-1,1.00,${french},Exemple -Sud SARL,Avoir -A12,"x;=1+1"`,
      `r-2,2.00,${french},Exemple SARL,Avoir,"\n=1; +A1"`,
      `r-3,3.00,${french.slice(0, -1)},Exemple -Est SARL,Avoir -B3,"' =1"`,
    ];
    trial.write('list.csv', `${[header, ...rows].join('\n')}\n`);
    expect((await trial.run('run', 'list.csv', '--skip-rejected')).code).toBe(2);
    const written = trial.text('list.results.csv');
    for (const guarded of ["Exemple '-Sud SARL", "Avoir '-A12", "x;'=1+1", "\n'=1; '+A1", "'=Note; '@x"])
      expect(written).toContain(guarded);
    trial.write(
      'again.csv',
      written
        .split('\n')
        .filter((line) => !line.startsWith('r-3,'))
        .join('\n'),
    );
    const again = await trial.run('run', 'again.csv', '--json');
    expect(resultOf(again)).toMatchObject({ rows: 2, known: 2, rejected: 0 });
    trial.write('mended.csv', trial.text('list.rejected.csv').replace(french.slice(0, -1), french));
    expect(resultOf(await trial.run('run', 'mended.csv', '--json'))).toMatchObject({ rows: 1, created: 1 });
    expect(trial.report('mended.results.csv')).toMatchObject([
      { client_reference: 'r-3', beneficiary_company_name: "Exemple '-Est SARL", label: "Avoir '-B3" },
    ]);
    const made = trial.sandbox.links().map((link) => JSON.stringify(link));
    expect(made.filter((link) => link.includes("'-"))).toEqual([]);
    expect(made.filter((link) => link.includes('Exemple -Est SARL'))).toHaveLength(1);
  });

  test('a corrected file of rejected rows completes the batch; finished rows stay', async () => {
    writeText('liste.csv', list);
    const first = await trial.run('run', 'liste.csv', '--skip-rejected', '--json');
    expect(first.code).toBe(2);
    expect(resultOf(first)).toMatchObject({ rows: 3, created: 2, rejected: 1, createdCents: 123_525 });
    const [header = '', row = '', ...rest] = textOf('liste.rejected.csv').split('\r\n');
    expect(header).toBe(
      'Name;IBAN;BIC;Betrag;Verwendungszweck;Notiz;failure_code;failure_detail;reference;batch',
    );
    expect(
      row.startsWith(`Muster GmbH;${german.slice(0, -1)};;12,00;Storno 2;"a;b";iban_length_wrong;`),
    ).toBe(true);
    expect(rest).toEqual(['']);

    writeText('mended.csv', `${header}\r\n${row.replace(german.slice(0, -1), german)}\r\n`);
    const second = await trial.run('run', 'mended.csv', '--json');
    expect(second.code).toBe(0);
    const { batch } = resultOf(first);
    expect(second.stderr).toContain(`Corrects rows of batch ${batch}, liste.csv.`);
    expect((await trial.run('history', String(batch))).stderr).toContain('Corrected rows came back in batch');
    expect(resultOf(second)).toMatchObject({ rows: 1, created: 1, createdCents: 1_200 });
    expect(creations()).toBe(3);

    await trial.run('report', String(batch), '--out', 'later.csv');
    expect(textOf('later.csv')).toContain(
      `Mended since, as batch ${resultOf(second).batch}, line 2: created.`,
    );
    const repeated = await trial.run('check', 'liste.csv', '--rejected', 'none.csv');
    expect(repeated.stderr).toContain('(0 rows)');

    writeText('edited.csv', textOf('mended.csv').replace('12,00', '13,00'));
    const third = await trial.run('run', 'edited.csv', '--json');
    expect(third.code).toBe(2);
    expect(third.stderr).toContain('reference_conflict');
    expect(creations()).toBe(3);
  });

  test('a file of rejected rows that a person may be correcting is never replaced', async () => {
    writeText('liste.csv', list);
    await trial.run('run', 'liste.csv');
    const own = `${textOf('liste.rejected.csv')}mine`;
    writeText('liste.rejected.csv', own);
    await trial.run('run', 'liste.csv');
    expect(textOf('liste.rejected.csv')).toBe(own);
    expect(existsSync(join(trial.folder, 'liste.rejected-2.csv'))).toBe(true);
    await trial.run('run', 'liste.csv');
    expect(existsSync(join(trial.folder, 'liste.rejected-3.csv'))).toBe(false);
    expect(creations()).toBe(0);
  });

  test('a workbook is answered by workbooks: its report makes no call, its corrected rows complete the batch', async () => {
    const rows = [
      ['Montant', 'IBAN', 'Bénéficiaire', 'Libellé'],
      [19.990000000000002, french, 'Exemple SARL', 'Annulation 1'],
      [5, 'FR76', 'Modèle SA', 'Annulation 2'],
      ['Total', null, null, null],
    ];
    const sheets = [
      { name: 'Notes', rows: [['Rien']] },
      { name: 'Liste', rows: rows.slice(0, 3) },
    ];
    writeFileSync(join(trial.folder, 'liste.xlsx'), await writeXlsx({ sheets }));
    const first = await trial.run('run', 'liste.xlsx', '--skip-rejected', '--json');
    expect(resultOf(first)).toMatchObject({ rows: 2, created: 1, rejected: 1, createdCents: 1_999 });
    const again = await trial.run('run', 'liste.results.xlsx', '--skip-rejected', '--json');
    expect(resultOf(again)).toMatchObject({ rows: 2, created: 0, known: 1, rejected: 1 });
    expect(creations()).toBe(1);

    const book = await readXlsx(bytesOf('liste.rejected.xlsx'));
    const [sheet] = book.sheets;
    expect([sheet?.name, sheet?.rows[1]?.slice(0, 5)]).toEqual([
      'Liste',
      [5, 'FR76', 'Modèle SA', 'Annulation 2', 'iban_malformed'],
    ]);
    const corrected = (sheet?.rows ?? []).map((cells) =>
      cells.map((cell) => (cell === 'FR76' ? french : cell)),
    );
    writeFileSync(
      join(trial.folder, 'mended.xlsx'),
      await writeXlsx({ sheets: [{ name: 'Liste', rows: corrected }] }),
    );
    const second = await trial.run('run', 'mended.xlsx', '--json');
    expect(resultOf(second)).toMatchObject({ rows: 1, created: 1, createdCents: 500 });
    expect(creations()).toBe(2);
  });
});

test('a corrected row has the same reference from the report as from the file of rejected rows', async () => {
  trial.write('list.csv', 'amount,beneficiary_company_name\n10.00,Example\nten,Muster GmbH\n');
  await trial.run('run', 'list.csv', '--skip-rejected', '--default-beneficiary');
  for (const name of ['list.results.csv', 'list.rejected.csv']) {
    const corrected = bytesOf(name).toString().replace('ten,', '11.00,');
    trial.write('mended.csv', corrected);
    await trial.run('run', 'mended.csv', '--default-beneficiary');
    expect(creations()).toBe(2);
  }
});

describe('a file', () => {
  test('is the same batch as csv, packed, on standard input and as a workbook', async () => {
    const csv = `Montant;IBAN;Bénéficiaire\n12,50;${french};Exemple SARL\n`;
    writeFileSync(join(trial.folder, 'a.csv'), csv);
    writeFileSync(join(trial.folder, 'b.csv.gz'), gzipSync(Buffer.from(csv, 'utf16le')));
    const rows = [
      ['Bénéficiaire', 'IBAN', 'Montant'],
      ['Exemple SARL', french, 12.5],
    ];
    writeFileSync(join(trial.folder, 'c.xlsx'), await writeXlsx({ sheets: [{ name: 'Liste', rows }] }));
    const batches = [];
    for (const name of ['a.csv', 'b.csv.gz', 'c.xlsx'])
      batches.push(resultOf(await trial.run('check', name, '--json')).batch);
    batches.push(resultOf(await trial.runWith(csv, 'check', '-', '--json')).batch);
    expect(new Set(batches).size).toBe(1);
  });

  test('whose rows do not match the declared sum or count is refused, and nothing is sent', async () => {
    writeText('liste.csv', list.replace('1.247,25', '1.247,26'));
    const wrong = await trial.run('run', 'liste.csv', '--skip-rejected');
    expect([wrong.code, wrong.stderr.includes('totals_differ')]).toEqual([2, true]);
    writeText('liste.csv', list);
    for (const flags of [
      ['--expect-sum', '1247.24'],
      ['--expect-rows', '4'],
    ]) {
      const end = await trial.run('run', 'liste.csv', '--skip-rejected', ...flags);
      expect([end.code, end.stderr.includes('totals_differ')]).toEqual([2, true]);
    }
    expect(creations()).toBe(0);
    const right = ['--skip-rejected', '--expect-sum', '1247.25', '--expect-rows', '3'];
    await trial.run('run', 'liste.csv', ...right);
    expect(creations()).toBe(2);
  });

  test('whose columns were mapped once is mapped again by --map last', async () => {
    const file = (reference: string, amount: string) =>
      `Reference;IBAN;Name;Betrag\n${reference};${german};Muster GmbH;${amount}\n`;
    trial.write('one.csv', file('R-1', '12,50'));
    expect((await trial.run('run', 'one.csv')).stderr).toContain('column_unclear');
    expect((await trial.run('run', 'one.csv', '--map', 'last')).stderr).toContain('map_unknown');
    expect((await trial.run('run', 'one.csv', '--map', 'client_reference=Reference')).code).toBe(0);
    trial.write('two.csv', file('R-2', '12,60'));
    const proposed = await trial.run('check', 'two.csv');
    expect([proposed.code, proposed.stderr]).toEqual([
      2,
      expect.stringContaining('--map client_reference="Reference"'),
    ]);
    expect((await trial.run('run', 'two.csv', '--map', 'last')).code).toBe(0);
    expect(creations()).toBe(2);
  });

  test('with characters that Bridge refuses is sent transliterated, and the report shows both forms', async () => {
    trial.write(
      'list.csv',
      `amount,iban,beneficiary_company_name,label\n1.00,${french},Łódź “Example”,Refund #7\n`,
    );
    expect((await trial.run('run', 'list.csv')).stderr).toContain('characters_not_allowed');
    const end = await trial.run('run', 'list.csv', '--transliterate');
    expect(end.code).toBe(0);
    const [row] = trial.report('list.results.csv');
    expect(row).toMatchObject({ beneficiary_company_name: 'Łódź “Example”', outcome: 'created' });
    expect(row?.failure_detail).toContain(`beneficiary_company_name "Łódź 'Example'"`);
    expect(trial.sandbox.links()[0]).toBeDefined();
  });

  test('never replaces the input: neither by run, nor by report', async () => {
    trial.write('list.csv', `amount,iban,beneficiary_company_name\n1.00,${french},Example\n`);
    const batch = String(resultOf(await trial.run('run', 'list.csv', '--json')).batch);
    const before = bytesOf('list.csv');
    const over = await trial.run('report', batch, '--out', 'list.csv');
    expect([over.code, over.stderr.includes('report_over_input')]).toEqual([1, true]);
    expect(bytesOf('list.csv').equals(before)).toBe(true);
  });
});

test('a template of each language is understood when it is filled in', async () => {
  const row = [`R-1`, '12,50', french, 'Ada', 'Example', '', 'Refund 1'];
  for (const [language, name, separator] of [
    ['en', 'refunds-template', ','],
    ['fr', 'modele-remboursements', ';'],
  ] as const) {
    await trial.run('template', '--lang', language);
    await trial.run('template', '--lang', language, '--xlsx');
    const header = bytesOf(`${name}.csv`).toString().trim();
    const cells = row.map((cell) => (cell.includes(separator) ? `"${cell}"` : cell));
    trial.write('filled.csv', `${header}\n${cells.join(separator)}\n`);
    const filled = await trial.run('check', 'filled.csv', '--json');
    expect([filled.code, resultOf(filled)]).toEqual([
      0,
      expect.objectContaining({ rows: 1, amountCents: 1250 }),
    ]);
    expect((await trial.run('check', `${name}.xlsx`)).stderr).toContain('file_without_rows');
    expect((await trial.run('template', '--lang', language)).code).toBe(1);
  }
});
