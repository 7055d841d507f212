import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';
import { savedByOffice, shownByOffice } from './open-in-office.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.stop());

const iban = 'FR4014508000406764668712J28';
const pathOf = (name: string) => join(trial.folder, name);
const latin = (text: string) => iconv.encode(text, 'windows-1252');

const text = [
  'Montant;IBAN;Bénéficiaire;Libellé;Note',
  `1.234,50;${iban};Modèle « Été » SARL;Annulation 1;=1+1`,
  `12,00;${iban.slice(0, -1)};Exemple SARL;Annulation 2;"a;b"`,
  '',
].join('\r\n');

test('LibreOffice shows a text report and rejected rows in Windows-1252 unchanged', async () => {
  writeFileSync(pathOf('liste.csv'), latin(text));
  await trial.run('run', 'liste.csv', '--skip-rejected', '--transliterate');
  for (const name of ['liste.results.csv', 'liste.rejected.csv']) {
    const written = parse(iconv.decode(readFileSync(pathOf(name)), 'windows-1252'), { delimiter: ';' });
    expect(written.length).toBe(name.includes('rejected') ? 2 : 3);
    expect(await shownByOffice(pathOf(name), 'CSV:59,34,1,1')).toEqual(written);
  }
});

test('a workbook saved by LibreOffice is read to the cent, and LibreOffice shows its answers unchanged', async () => {
  const rows = [
    ['Montant', 'IBAN', 'Bénéficiaire', 'Libellé', 'Note'],
    [1234.5, iban, 'Modèle SARL', 'Annulation 1', '=1+1'],
    [19.990000000000002, iban.slice(0, -1), 'Exemple SARL', 'Annulation 2', 'a'],
  ];
  writeFileSync(pathOf('first.xlsx'), await writeXlsx({ sheets: [{ name: 'Liste', rows }] }));
  writeFileSync(pathOf('liste.xlsx'), await savedByOffice(pathOf('first.xlsx')));
  const end = await trial.run('run', 'liste.xlsx', '--skip-rejected', '--json');
  expect(resultOf(end)).toMatchObject({ rows: 2, created: 1, rejected: 1, createdCents: 123_450 });
  for (const name of ['liste.results.xlsx', 'liste.rejected.xlsx']) {
    const [sheet] = (await readXlsx(readFileSync(pathOf(name)))).sheets;
    const written = (sheet?.rows ?? []).map((cells) =>
      cells.map((cell) => (cell === null ? '' : String(cell))),
    );
    const shown = await shownByOffice(pathOf(name));
    expect(shown).toEqual(written.map((cells) => cells.map(asShown)));
    expect(shown[0]?.slice(0, 5)).toEqual(rows[0]);
  }
});

/** LibreOffice shows a number with at most ten digits. */
function asShown(cell: string): string {
  return cell === '19.990000000000002' ? '19.99' : cell;
}

test('templates open in LibreOffice with their columns', async () => {
  for (const language of ['en', 'fr']) {
    await trial.run('template', '--lang', language, '--xlsx', '--out', `${language}.xlsx`);
    await trial.run('template', '--lang', language, '--out', `${language}.csv`);
    const [sheet] = await shownByOffice(pathOf(`${language}.xlsx`));
    const [line] = parse(readFileSync(pathOf(`${language}.csv`)), {
      bom: true,
      delimiter: language === 'fr' ? ';' : ',',
    });
    expect(sheet).toEqual(line);
  }
});
