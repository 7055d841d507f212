import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/domain/failure.ts';
import { judgeCallbackUrl } from '../../../src/domain/settings/callback-url.ts';

describe('a callback address', () => {
  test.each(['https://example.com/done?order=1', 'HTTPS://example.com'])(
    '%s is accepted unchanged',
    (url) => {
      expect(judgeCallbackUrl(url, 'callback_url', [])).toBe(url);
    },
  );

  test.each([
    'http://example.com',
    'example.com',
    'https://',
    'https://exa mple.com',
    'https://example.com/\n',
    'javascript:alert(1)',
    `https://example.com/${'x'.repeat(2048)}`,
  ])('%.40s is refused', (url) => {
    const found: Failure[] = [];
    expect(judgeCallbackUrl(url, 'callback_url', found)).toBeUndefined();
    expect(found.map(({ code }) => code)).toEqual(['callback_url_invalid']);
  });
});
