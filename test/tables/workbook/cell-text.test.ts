import { expect, test } from '@jest/globals';
import { CellText } from '../../../src/tables/workbook/cell-text.ts';

type Run = readonly [text: string, look?: Readonly<Record<string, string>>];

/** A cell of rich text; the format of a run is elements of `rPr`, each with its `val`. */
function textOf(...runs: readonly Run[]): string {
  return cellWith(runs).text;
}

function cellWith(runs: readonly Run[]): CellText {
  const cell = new CellText();
  for (const [text, look = {}] of runs) {
    cell.open('r', {});
    for (const [name, val] of Object.entries(look)) cell.open(name, val === '' ? {} : { val });
    cell.open('t', { 'xml:space': 'preserve' });
    cell.add(text);
    cell.close('t');
    cell.close('r');
  }
  return cell;
}

test('runs are joined, whatever their format', () => {
  expect(textOf(['1'], ['2', { b: '' }], [',50', { strike: '0' }])).toBe('12,50');
});

test('struck-through text is marked, so that it joins no number and no account', () => {
  expect(textOf(['100', { strike: '' }], ['80'])).toBe('~100~80');
  expect(textOf(['80 '], ['100', { strike: 'true' }])).toBe('80 ~100~');
  expect(cellWith([['80'], ['100', { strike: '' }]]).hasStruck).toBe(true);
  expect(cellWith([['80'], [' ', { strike: '' }]]).hasStruck).toBe(false);
});

test('superscript and subscript digits are separated from others, letters are not', () => {
  expect(textOf(['12'], ['50', { vertAlign: 'superscript' }])).toBe('12^50');
  expect(textOf(['1', { vertAlign: 'subscript' }], ['20'])).toBe('1^20');
  expect(textOf(['12'], ['50', { vertAlign: 'baseline' }])).toBe('1250');
  expect(textOf(['1'], ['er', { vertAlign: 'superscript' }], [' étage'])).toBe('1er étage');
});
