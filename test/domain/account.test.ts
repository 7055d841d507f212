import { expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/account.ts';

test('the same host and client id always give the same account id', () => {
  expect(accountId('api.bridgeapi.io', 'an-id')).toBe(accountId('api.bridgeapi.io', 'an-id'));
  expect(accountId('api.bridgeapi.io', 'an-id')).toMatch(/^[a-z2-7]{12}$/);
});

test('another client id or another host gives another account id', () => {
  const ids = [
    accountId('api.bridgeapi.io', 'a'),
    accountId('api.bridgeapi.io', 'b'),
    accountId('localhost:1', 'a'),
  ];
  expect(new Set(ids).size).toBe(3);
});
