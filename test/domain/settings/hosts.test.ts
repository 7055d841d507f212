import { expect, test } from '@jest/globals';
import { isAtOneOf, readHosts, strangeHostOf } from '../../../src/domain/settings/hosts.ts';

test.each([
  ['api.bridgeapi.io', ['api.bridgeapi.io']],
  [' A.example , b.example:8443 ,[::1]', ['a.example', 'b.example:8443', '[::1]']],
  ['', undefined],
  ['a.example,', undefined],
  ['https://a.example', undefined],
  ['*.example', undefined],
  ['a.example/x', undefined],
])('a list of hosts is read or refused: %p', (text, hosts) => {
  expect(readHosts(text)).toEqual(hosts);
});

test('a host without a port is allowed at every port, with a port only there', () => {
  const at = (url: string, hosts: string[]) => isAtOneOf(new URL(url), hosts);
  expect(at('http://127.0.0.1:8080', ['127.0.0.1'])).toBe(true);
  expect(at('https://a.example:8443', ['a.example:8443'])).toBe(true);
  expect(at('https://a.example:8444', ['a.example:8443'])).toBe(false);
  expect(at('https://b.a.example', ['a.example'])).toBe(false);
});

test.each([
  ['https://pay.bridgeapi.io/link/0a', undefined],
  ['https://PAY.bridgeapi.io/link/0a', undefined],
  ['https://evil.example/A?x="><script>=1', 'evil.example'],
  ['https://pay.bridgeapi.io.evil.example/link/0a', 'pay.bridgeapi.io.evil.example'],
  ['https://pay.bridgeapi.io:8443/link/0a', undefined],
  ['https://pay.bridgeapi.io@evil.example/', 'no https address'],
  ['http://pay.bridgeapi.io/link/0a', 'no https address'],
  ['javascript:alert(1)', 'no https address'],
  ['', 'no https address'],
  [`https://pay.bridgeapi.io/${'a'.repeat(3_000)}`, 'no https address'],
])('the strange host of the URL %p is %p', (url, strange) => {
  expect(strangeHostOf(url, ['pay.bridgeapi.io'])).toBe(strange);
});
