import { expect, test } from '@jest/globals';
import { namesVariable, readSecretPlaces } from '../../../src/domain/settings/secret-places.ts';
import { isSetting, settingNames } from '../../../src/domain/settings/settings.ts';

test('secret places are stored secrets, paths and variables', () => {
  expect(readSecretPlaces('stored, secrets/ ,~/keys/shop,/run/secrets/,SHOP,SHOP_*')).toEqual({
    isStoredAllowed: true,
    paths: ['secrets/', '~/keys/shop', '/run/secrets/'],
    variables: ['SHOP', 'SHOP_*'],
  });
});

test.each(['', ',', '*', 'A*', 'SHOP-SECRET', 'stored,,SHOP', 'a*b', '/tmp/\u001b[2K'])(
  'a wrong list of secret places is refused: %p',
  (text) => {
    expect(readSecretPlaces(text)).toBeUndefined();
  },
);

test('no setting is ever the secret of an account', () => {
  for (const name of settingNames) expect(isSetting(name)).toBe(true);
  expect(isSetting('LINKMILL_SECRET_SHOP')).toBe(false);
});

test('a prefix covers all variables that begin with it, unless only whole names count', () => {
  const places = readSecretPlaces('SHOP_*,OWN') ?? { isStoredAllowed: false, paths: [], variables: [] };
  expect([false, true].map((isExact) => namesVariable(places, 'SHOP_SECRET', isExact))).toEqual([
    true,
    false,
  ]);
  expect([false, true].map((isExact) => namesVariable(places, 'OWN', isExact))).toEqual([true, true]);
});
