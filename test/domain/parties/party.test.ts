import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/domain/failure.ts';
import { judgeParty } from '../../../src/domain/parties/party.ts';

function judge(firstName: string, lastName: string, companyName: string) {
  const found: Failure[] = [];
  const party = judgeParty({ firstName, lastName, companyName }, 'beneficiary', found);
  return { party, found };
}

describe('a party', () => {
  test('with a first and a last name is a person', () => {
    expect(judge('Ada', 'Example', '').party).toEqual({
      kind: 'person',
      firstName: 'Ada',
      lastName: 'Example',
    });
  });

  test('with a company name is a company', () => {
    expect(judge('', '', 'Example SARL').party).toEqual({ kind: 'company', companyName: 'Example SARL' });
  });

  test('without any name is absent, without a failure', () => {
    expect(judge('', '', '')).toEqual({ party: undefined, found: [] });
  });

  test.each([
    ['', 'Example', 'name_incomplete', 'beneficiary_first_name'],
    ['Ada', '', 'name_incomplete', 'beneficiary_last_name'],
  ])(
    'with half a name (%p, %p) is refused, and the failure names the empty half',
    (first, last, code, field) => {
      expect(judge(first, last, '').found).toEqual([{ code, field }]);
    },
  );

  test('with the names of both a person and a company is refused', () => {
    expect(judge('Ada', 'Example', 'Example SARL').found.map(({ code }) => code)).toEqual(['name_twice']);
  });

  test('has one failure for each flaw of its names', () => {
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
