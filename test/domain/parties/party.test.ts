import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/domain/failure.ts';
import { judgeParty } from '../../../src/domain/parties/party.ts';

function judge(firstName: string, lastName: string, companyName: string) {
  const found: Failure[] = [];
  const party = judgeParty({ firstName, lastName, companyName }, 'beneficiary', found);
  return { party, found };
}

describe('a party', () => {
  test('is a person by first and last name', () => {
    expect(judge('Ada', 'Example', '').party).toEqual({
      kind: 'person',
      firstName: 'Ada',
      lastName: 'Example',
    });
  });

  test('is a company by its name', () => {
    expect(judge('', '', 'Example SARL').party).toEqual({ kind: 'company', companyName: 'Example SARL' });
  });

  test('without any name is absent, and that is no failure here', () => {
    expect(judge('', '', '')).toEqual({ party: undefined, found: [] });
  });

  test.each([
    ['', 'Example', 'name_incomplete', 'beneficiary_first_name'],
    ['Ada', '', 'name_incomplete', 'beneficiary_last_name'],
  ])('with half a name (%p, %p) is refused, and the empty half is named', (first, last, code, field) => {
    expect(judge(first, last, '').found).toEqual([{ code, field }]);
  });

  test('that is a person and a company at once is refused', () => {
    expect(judge('Ada', 'Example', 'Example SARL').found.map(({ code }) => code)).toEqual(['name_twice']);
  });

  test('tells everything that is wrong with its names at once', () => {
    const { found } = judge('123', `${'x'.repeat(36)}:`, '');
    expect(found.map(({ code, field }) => `${field} ${code}`)).toEqual([
      'beneficiary_first_name name_without_letter',
      'beneficiary_last_name name_too_long',
      'beneficiary_last_name characters_not_allowed',
    ]);
  });

  test('may have names of 35 characters', () => {
    expect(judge('é'.repeat(35), 'Example', '').found).toEqual([]);
  });
});
