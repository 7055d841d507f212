import { expect, test } from '@jest/globals';
import { withoutEntities } from '../../../src/domain/text/html-entities.ts';

test.each([
  ['Dupont &amp; Fils', 'Dupont & Fils'],
  ['Caf&eacute;', 'Café'],
  ['O&#039;Brien', "O'Brien"],
  ['L&#x2019;Atelier', 'L’Atelier'],
  ['Dupont &amp;amp; Fils', 'Dupont & Fils'],
])('%j is decoded to %j', (text, decoded) => {
  expect(withoutEntities(text)).toBe(decoded);
});

test.each(['Dupont & Fils', 'R&D; Paris', 'A&B', '&nosuchname;', 'AT&T; NY'])('%j stays as it is', (text) => {
  expect(withoutEntities(text)).toBe(text);
});
