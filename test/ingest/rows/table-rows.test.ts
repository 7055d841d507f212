import { expect, test } from '@jest/globals';
import type { Plan } from '../../../src/domain/plan.ts';
import type { CellKind, Row } from '../../../src/domain/row.ts';
import { cutter, type TableRow } from '../../../src/ingest/rows/table-rows.ts';
import { inWords } from '../../support/in-words.ts';

const text = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
} as const;
const sheet = { kind: 'sheet', isPacked: false, sheet: 'List' } as const;

function cut(row: Partial<Row>, plan: Partial<Plan> = {}) {
  return cutter({ header: ['a', 'b'], format: text, at: {}, ...plan })({ line: 2, cells: [], ...row });
}

const flawOf = ({ flaw }: TableRow) => flaw && inWords(flaw);

test('a row of a text file is ragged with too few or too many cells, except empty ones beyond the header', () => {
  expect(flawOf(cut({ cells: ['1'] }))).toEqual({
    code: 'row_ragged',
    detail: 'Found 1 cell, the header has 2.',
  });
  const beyond = 'Found 3 cells, the header has 2. Beyond it, at the end of the row: "3".';
  expect(flawOf(cut({ cells: ['1', '2', '3'] }))?.detail).toBe(beyond);
  const back = cut({ cells: ['1', '2', 'row_ragged', 'Why.', 'R-1', 'abc', '3'] }, { added: 'rejected' });
  expect(flawOf(back)?.detail).toBe(beyond);
  const semicolons = { format: { ...text, delimiter: ';' } } as const;
  expect(cut({ cells: ['1', '2', '', ' '] }, semicolons)).toMatchObject({
    cells: ['1', '2'],
    flaw: undefined,
  });
});

test('an additional empty cell between commas makes a row ragged: a decimal comma may have pushed it out', () => {
  expect(cut({ cells: ['12', '50', ''] }).flaw?.code).toBe('row_ragged');
});

test('a row of a sheet is padded, because sheets do not store empty cells at the end', () => {
  const kinds: CellKind[] = ['number'];
  expect(cut({ cells: ['1'], kinds }, { format: sheet })).toMatchObject({
    cells: ['1', ''],
    flaw: undefined,
  });
});

test('a hidden row and one with a NUL byte are flawed', () => {
  expect(cut({ cells: ['1', '2'], isHidden: true }).flaw?.code).toBe('row_hidden');
  expect(cut({ cells: ['1', '\0'] }).flaw?.code).toBe('nul_byte');
});

const added = ['created', 'id', 'url', "'-7", '', '', '', ''];

test('a report of ours yields its original cells and the reference, without the apostrophes that we add', () => {
  const row = cut({ cells: ["'=1", "'t was", ...added] }, { added: 'report' });
  expect(row).toMatchObject({ cells: ['=1', "'t was"], reference: '-7', flaw: undefined });
  const kinds = added.map((): CellKind => 'text');
  const ofSheet = { added: 'report', format: sheet } as const;
  const moved = { added: 'rejected', addedAt: [3, 4, 0, 1] } as const;
  expect(cut({ cells: ['R-1', 'b', '=1', 'row_hidden', 'Why.', 'x'] }, moved)).toMatchObject({
    cells: ['=1', 'x'],
    reference: 'R-1',
    batch: 'b',
    flaw: { code: 'row_hidden' },
  });
  const typed = cut({ cells: ["'=1", 'x', ...added], kinds: ['text', 'text', ...kinds] }, ofSheet);
  expect(typed).toMatchObject({ cells: ["'=1", 'x'], reference: "'-7", kinds: ['text', 'text'] });
});

test('a hidden row loses our columns like any other, and keeps its reference', () => {
  const row = { cells: ['1', '2', 'iban_missing', 'Why.', 'R-1', 'abcdefgh2345'], isHidden: true } as const;
  expect(cut(row, { added: 'rejected', format: sheet })).toMatchObject({
    cells: ['1', '2'],
    reference: 'R-1',
    flaw: { code: 'row_hidden' },
  });
});

test('a row listed as hidden in a file of ours is held until its failure code is emptied', () => {
  const back = (code: string) =>
    cut({ cells: ['1', '2', code, 'Why.', 'R-1', 'abc'] }, { added: 'rejected' });
  expect(back('row_hidden').flaw?.code).toBe('row_hidden');
  expect(back('').flaw).toBeUndefined();
});

test('a row that a report lists as ragged or hidden stays flawed until it is corrected', () => {
  const reported = (code: string) => ['1', '', 'rejected', '', '', '', '', '', `label_long; ${code}`, 'Why.'];
  expect(cut({ cells: reported('row_ragged') }, { added: 'report' }).flaw).toEqual({ code: 'row_ragged' });
  expect(cut({ cells: reported('row_hidden') }, { added: 'report' }).flaw?.code).toBe('row_hidden');
  expect(cut({ cells: reported('iban_missing') }, { added: 'report' }).flaw).toBeUndefined();
});

test('corrected rows yield reference and batch, and are judged by their cells', () => {
  const row = cut({ cells: ['1', '2', 'row_ragged', 'Why.', 'R-1', 'abcdefgh2345'] }, { added: 'rejected' });
  expect(row).toMatchObject({ cells: ['1', '2'], reference: 'R-1', batch: 'abcdefgh2345', flaw: undefined });
});

test('a short or split row that comes back unchanged is held until its failure code is emptied', () => {
  const plan = {
    added: 'rejected',
    header: ['IBAN', 'Amount', 'Name', 'Label', 'Note'],
    at: { iban: 0, amount: 1, beneficiary_name: 2, label: 3 },
  } as const;
  const iban = 'DE62370400440532013001';
  const back = (own: readonly string[], code = 'row_ragged') =>
    cut({ cells: [...own, code, 'Why.', 'R-1', 'abcdefgh2345'] }, plan).flaw?.code;
  expect(back([iban, '48.00', 'Refund 2', 'late', ''])).toBe('row_ragged');
  expect(back([iban, '48.00', 'Refund 2', 'late', ''], '')).toBeUndefined();
  expect(back([iban, '48.00', 'Ada Example', 'Refund 2', 'late'])).toBeUndefined();
  expect(back([iban, '12', '50', 'Refund 2', 'late'], 'amount_ambiguous')).toBe('amount_ambiguous');
  expect(back([iban, '12.50', 'Ada Example', 'Refund 2', ''], 'amount_ambiguous')).toBeUndefined();
});

test('a cell that a stray quote made of two rows makes the row ragged', () => {
  const four = { header: ['a', 'b', 'c', 'd'], format: { ...text, delimiter: ';' } } as const;
  const swallowed = cut({ cells: ['1', '2', '3', 'Ref 1\nJean;FR14;20,00;Ref 2'] }, four);
  expect(flawOf(swallowed)).toEqual({
    code: 'row_ragged',
    detail: expect.stringContaining('another row'),
  });
  expect(cut({ cells: ['1', '2', '3', 'two\nlines; and a mark'] }, four).flaw).toBeUndefined();
});

test('a swallowed row is detected at a stray quote in any column, and a note of several lines is not one', () => {
  const five = { header: ['a', 'b', 'c', 'd', 'e'], format: { ...text, delimiter: ';' } } as const;
  const whole = [
    ['R1', '10,00', 'urgent', 'FR14', 'Anna'],
    ['R2', '20,00', 'ecran', 'DE89', 'Bert'],
  ] as const;
  for (const position of [0, 1, 2, 3, 4]) {
    const [one, other] = whole;
    const cell = `${one.slice(position).join(';')}\n${other.slice(0, position + 1).join(';')}`;
    const cells = [...one.slice(0, position), cell, ...other.slice(position + 1)];
    expect(cut({ cells }, five).flaw?.code).toBe('row_ragged');
  }
  for (const note of [
    '12 rue Modèle\nBâtiment B\n75001 Paris',
    'Please hurry; urgent\nThanks',
    'Hello\nnow; please',
  ]) {
    for (const position of [2, 3, 4]) {
      const cells = ['R1', '10,00', 'urgent', 'FR14', 'Anna'].with(position, note);
      expect(cut({ cells }, five).flaw).toBeUndefined();
    }
  }
});

test('a swallowed row is also detected after another program saved it in another format', () => {
  const five = { header: ['a', 'b', 'c', 'd', 'e'] } as const;
  const swallowed = 'urgent;FR4014508000406764668712J28;Anna\nR2;20,00;ecran';
  const address = 'Anna, 12 rue Modèle, 75001 Paris\nParis, France, EU';
  for (const format of [sheet, text] as const) {
    const cutCell = (cell: string) =>
      cut({ cells: ['R1', '10,00', cell, 'DE89', 'Bert'] }, { ...five, format });
    expect(cutCell(swallowed).flaw?.code).toBe('row_ragged');
  }
  expect(
    cut({ cells: ['R1', '10,00', address, 'DE89', 'Bert'] }, { ...five, format: sheet }).flaw,
  ).toBeUndefined();
});
