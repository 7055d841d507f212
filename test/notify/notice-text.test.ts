import { expect, test } from '@jest/globals';
import { jsonOf, textOf } from '../../src/notify/notice-text.ts';
import { notice } from '../support/notices.ts';

test.each([
  ['of no name', {}, 'npx linkmill report abcdefghijkl'],
  ['that has a name', { target: { account: 'shop' } }, 'npx linkmill report --account shop abcdefghijkl'],
])('for an account %s the commands of a notice can be pasted', (_, target, command) => {
  const notifying = { account: 'shop', language: 'en', ...target } as const;
  expect(textOf(notice, notifying)).toContain(`\n  ${command}\n`);
  expect(JSON.parse(jsonOf(notice, notifying))).toMatchObject({ next: [command] });
});
