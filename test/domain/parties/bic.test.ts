import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/domain/failure.ts';
import { judgeBic } from '../../../src/domain/parties/bic.ts';
import { judgeIban } from '../../../src/domain/parties/iban.ts';
import { detailOf, inWords } from '../../support/in-words.ts';

const french = judgeIban('FR4014508000406764668712J28', 'iban', [], []);
const british = judgeIban('GB29NWBK60161331926819', 'iban', [], []);

function judge(text: string, iban = french): Failure[] {
  const warnings: Failure[] = [];
  judgeBic(text, iban, 'bic', warnings);
  return warnings;
}

describe('a BIC', () => {
  test.each(['BNPAFRPP', 'BNPAFRPPXXX', 'bnpa fr pp xxx', '1234FRPP', 'CEPAGPGP', 'BNPAMCM1'])(
    'passes with an IBAN of its own country, or of the country that it is a territory of: %s',
    (text) => {
      expect(judge(text)).toEqual([]);
    },
  );

  test('of Jersey passes with a British IBAN, but not with a French one', () => {
    expect(judge('NWBKJESH', british)).toEqual([]);
    expect(judge('NWBKJESH').map(inWords)).toEqual([
      { code: 'bic_country_differs', field: 'bic', detail: 'Found JE; the IBAN has FR.' },
    ]);
  });

  test('without an IBAN is judged only by its shape', () => {
    const warnings: Failure[] = [];
    judgeBic('COBADEFF', undefined, 'bic', warnings);
    expect(warnings).toEqual([]);
  });

  test.each([
    'BNPAFRP',
    'BNPAFRPPXX',
    'BNPAFRPPXXXX',
    'BNPA12PP',
    'BNPAFRPÉ',
    'BNPA-FR-PP',
    'x'.repeat(65_536),
  ])('of a wrong shape gets a warning: %.20s', (text) => {
    expect(judge(text)).toMatchObject([{ code: 'bic_malformed', field: 'bic' }]);
  });

  test('is not shown where it is in fact an IBAN', () => {
    expect(judge('FR4014508000406764668712J28').map(detailOf)).toEqual(['Found "FR40…J28", 27 characters.']);
  });
});
