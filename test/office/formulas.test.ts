import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeXlsx } from 'hucre/xlsx';
import { startTrial, type Trial } from '../support/trial.ts';

const run = promisify(execFile);
const soffice = (folder: string, ...words: string[]) =>
  run('soffice', [`-env:UserInstallation=file://${join(folder, 'profile')}`, '--headless', ...words], {
    timeout: 900_000,
  });

/** The result of the formulas in these cells, which no cell contains as text. */
const result = '294321';
const formula = '=21*14015+6';
const starts = [
  '',
  ' ',
  '\u00a0',
  '\u200b',
  '\ufeff',
  '\n',
  '\t',
  '"',
  '""',
  'x;',
  'x,',
  'x\t',
  'x|',
  'x ',
  'x\n',
  'x; ',
];
const attacks = [...starts, 'x";"', 'x","', 'x, "', "x;'", 'x;\u200b'].flatMap((start) => [
  ...['', ';y', ',y', '\ty', '|y', ' y', '\ny', ',"'].map((end) => `${start}${formula}${end}`),
]);

const iban = 'FR4014508000406764668712J28';
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const header = ['client_reference', 'amount', 'iban', 'beneficiary_company_name', 'label', 'Note', formula];
const list = [
  [...header, `y;${formula}`].map(quoted).join(','),
  ...attacks.map((attack, at) =>
    [`r-${at}`, '1.00', at % 2 === 0 ? iban : `${iban}9`, 'Exemple SARL', `L ${at}`, attack, attack, attack]
      .map(quoted)
      .join(','),
  ),
  '',
].join('\n');

/** The import settings of Calc for a text: separators, quotes, and the other options. */
const separators = ['44', '59', '9', '124', '32', '44/59/9/124/32', '44/59/9/124/32/MRG'];
const boxes = [
  { trims: false, quotedIsText: false },
  { trims: true, quotedIsText: true },
];
const settings = separators.flatMap((separator) =>
  ['34', ''].flatMap((quote) =>
    boxes.map(({ trims, quotedIsText }) => ({
      name: `separators ${separator}, quote ${quote || 'none'}, trim ${trims}, quoted field as text ${quotedIsText}`,
      // Encoding, first line, columns, language, quoted field as text, special numbers, formulas out, trim, sheet, evaluate formulas.
      filter: `CSV:${separator},${quote},76,1,,0,${quotedIsText},true,false,${trims},0,true`,
    })),
  ),
);

let trial: Trial;
let folder: string;
beforeAll(async () => {
  trial = await startTrial();
  folder = mkdtempSync(join(tmpdir(), 'linkmill-formulas-'));
  trial.write('list.csv', list);
  const end = await trial.run('run', 'list.csv', '--skip-rejected');
  if (end.code !== 2) throw new Error(end.stderr);
});
afterAll(async () => {
  await trial.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Counts for each file the cells in which Calc ran a formula, with these settings. */
async function evaluated(paths: readonly string[], filter?: string): Promise<number[]> {
  const form = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true';
  const reading = filter === undefined ? [] : [`--infilter=${filter}`];
  await soffice(folder, ...reading, '--convert-to', form, '--outdir', folder, ...paths);
  return paths.map((path) => {
    const shown = readFileSync(join(folder, `${parse(path).name}.csv`), 'utf8');
    return shown.split(result).length - 1;
  });
}

const answersTo = (list: string, ending: string) =>
  ['results', 'rejected'].map((kind) => join(trial.folder, `${list}.${kind}.${ending}`));

test.each(settings)('Calc runs no guarded cell as a formula with $name', async ({ filter }) => {
  expect(await evaluated(answersTo('list', 'csv'), filter)).toEqual([0, 0]);
});

test('Calc runs the same cells without guards, so the tests above are not vacuous', async () => {
  const bare = join(trial.folder, 'list.csv');
  const counts: number[] = [];
  for (const separator of ['44', '59', '9', '124', '32'])
    counts.push(...(await evaluated([bare], `CSV:${separator},34,76,1,,0,false,true,false,false,0,true`)));
  expect(counts.filter((count) => count === 0)).toEqual([]);
});

test('cells of a workbook are typed, and Calc runs none', async () => {
  const cells = attacks.map((attack, at) => [
    ...[`w-${at}`, 1, at % 2 === 0 ? iban : `${iban}9`, 'Exemple SARL', `W ${at}`],
    ...[attack, attack, attack],
  ]);
  const rows = [[...header, `y;${formula}`], ...cells];
  writeFileSync(join(trial.folder, 'sheet.xlsx'), await writeXlsx({ sheets: [{ name: 'Liste', rows }] }));
  const end = await trial.run('run', 'sheet.xlsx', '--skip-rejected');
  expect([end.code, end.stderr.includes('sheet.results.xlsx')]).toEqual([2, true]);
  expect(await evaluated(answersTo('sheet', 'xlsx'))).toEqual([0, 0]);
});
