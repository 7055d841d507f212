import { describe, expect, test } from '@jest/globals';
import { compareDestination, visibleIban, visibleText } from '../../src/domain/destination.ts';
import type { Party } from '../../src/domain/instruction.ts';
import { message } from '../../src/i18n/messages.ts';

const iban = 'FR4014508000406764668712J28';
const masked = (text: string) => visibleIban(`${text.slice(0, 4)}${'X'.repeat(20)}${text.slice(-3)}`);
const ada: Party = { kind: 'person', firstName: 'Ada', lastName: 'Müller-Lévy' };
const asked = { amountCents: 12_098, iban, beneficiary: ada, expiresAt: '2026-12-31T22:59:59Z' };
const shown = {
  transactionCount: 1,
  currency: 'EUR',
  amountCents: 12_098,
  iban: masked(iban),
  beneficiaryName: 'Ada Müller-Lévy',
  expiresAt: '2026-12-31T22:59:59.000Z',
};

describe('a link as the provider shows it', () => {
  test('is the same where it shows what was asked', () => {
    expect(compareDestination(asked, shown)).toEqual({ kind: 'same' });
  });

  test.each([
    ['two transactions', { transactionCount: 2 }, 'transactions'],
    ['no transaction', { transactionCount: 0 }, 'transactions'],
    ['pounds', { currency: 'GBP' }, 'currency'],
    ['one cent more', { amountCents: 12_099 }, 'amount'],
    ['another account of the same bank', { iban: masked('FR4014508000406764668712J29') }, 'account'],
    ['other check digits', { iban: masked('FR4114508000406764668712J28') }, 'account'],
    ['another person', { beneficiaryName: 'Ada Muller-Levi' }, 'name'],
    ['an address at another host', { strangeHost: 'evil.example' }, 'host'],
    ['another second', { expiresAt: '2026-12-31T23:00:00.000Z' }, 'expiry'],
  ])('differs with %s', (_, change, part) => {
    expect(compareDestination(asked, { ...shown, ...change })).toMatchObject({
      kind: 'differs',
      parts: [part],
    });
  });

  test.each([
    ['in capitals', 'ADA MÜLLER-LÉVY'],
    ['without accents and hyphen', 'Ada Muller Levy'],
    ['with letters and accents apart', 'Ada Müller-Lévy'.normalize('NFD')],
    ['with a space more', ' Ada  Müller-Lévy '],
  ])('is the same with the name %s', (_, beneficiaryName) => {
    expect(compareDestination(asked, { ...shown, beneficiaryName })).toEqual({ kind: 'same' });
  });

  test.each([
    ['no IBAN at all', undefined],
    ['an IBAN of marks alone', visibleIban('*'.repeat(27))],
    ['no more than the country and the check digits', visibleIban('FR40********')],
  ])('is unproven where it shows %s', (_, shownIban) => {
    const { iban: __, ...rest } = shown;
    expect(compareDestination(asked, { ...rest, ...(shownIban && { iban: shownIban }) })).toEqual({
      kind: 'unproven',
    });
  });

  test('is compared by the end of the IBAN where it shows no more', () => {
    expect(compareDestination(asked, { ...shown, iban: visibleIban('************J28') })).toEqual({
      kind: 'same',
    });
    expect(compareDestination(asked, { ...shown, iban: visibleIban('************J29') }).kind).toBe(
      'differs',
    );
  });

  test('is compared to the last character where it shows the whole IBAN', () => {
    expect(compareDestination(asked, { ...shown, iban: visibleIban(iban) })).toEqual({ kind: 'same' });
    const other = 'FR4014508000406764668713J28';
    expect(compareDestination(asked, { ...shown, iban: visibleIban(other) }).kind).toBe('differs');
  });

  test('is compared without the account where its row names none', () => {
    const { iban: _, beneficiary: __, ...open } = asked;
    expect(compareDestination(open, { ...shown, iban: masked('FR2310096000301695931368H67') })).toEqual({
      kind: 'same',
    });
    expect(compareDestination(open, { ...shown, amountCents: 1 }).kind).toBe('differs');
  });

  test('is described without a full IBAN or a name where it differs', () => {
    const other = { ...shown, iban: visibleIban('FR2310096000301695931368H67'), beneficiaryName: 'Bob' };
    expect(compareDestination(asked, other)).toMatchObject({
      details: [
        message('bridge_shows', {
          differences: [message('other_account', { account: 'FR23…H67' }), message('other_name', {})],
        }),
      ],
    });
  });
});

test('letters in an IBAN do not count as a mask', () => {
  const maltese = 'MT84MALT011000012345MTLCAST001S';
  expect(visibleIban(maltese)).toEqual({ head: maltese, tail: '' });
  expect(visibleText(visibleIban(maltese))).toBe('MT84…01S');
});
