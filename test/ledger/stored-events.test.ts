import { describe, expect, test } from '@jest/globals';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { message } from '../../src/i18n/messages.ts';
import { readReason, recordedEventOf, storedReason, wordsOpener } from '../../src/ledger/stored-events.ts';

const refusals = message('bridge_refused_in_a_row', { code: 'payment.iban', count: 20 });

describe('a reason', () => {
  test.each([
    ['of the program', refusals],
    ['of a person', 'amounts are checked'],
    ['of a person, in JSON', '{"code":"bridge_refused_in_a_row","params":{}}'],
    ['that nobody gave', ''],
  ])('%s comes back as it was', (_, why) => {
    expect(readReason(storedReason(why))).toEqual(why);
  });

  test.each(['20 refusals in a row with payment.iban', '401', '"quoted"', '{"code":7}', '{'])(
    'that an older version wrote is shown as it stands: %s',
    (words) => {
      expect(readReason(words)).toBe(words);
    },
  );
});

describe('a line of a history', () => {
  test('is a message, at its time', () => {
    expect(recordedEventOf(`17 ${JSON.stringify(refusals)}`)).toEqual({ at: 17, event: refusals });
  });

  test.each([
    ['{"what":"paused","by":"ada","why":""}', 'paused, by ada'],
    ['{"what":"reissued","rows":3,"by":"ada","why":"month end"}', 'reissued, rows 3, by ada, why month end'],
    ['seen revoked: link-1', 'seen revoked: link-1'],
  ])('that an older version wrote is shown as it stands: %s', (text, words) => {
    expect(recordedEventOf(`17 ${text}`)).toEqual({ at: 17, event: message('words', { words }) });
  });

  test.each(['', 'nothing', '5 {', 'x {"what":"paused"}', '99999999999999999999 {"what":"paused"}'])(
    'that is none says so: "%s"',
    (line) => {
      expect(recordedEventOf(line).event).toEqual(message('line_unreadable', {}));
    },
  );

  test('has the words of an answer opened, and says where they are gone', () => {
    const line = (words: string) =>
      `17 ${JSON.stringify({ code: 'row_refused', params: { attempt: 1, sentAt: 9 }, words })}`;
    const open = (sealed: string) => message('words', { words: sealed.toUpperCase() });
    const { render } = rendererOf('en');
    expect(render(recordedEventOf(line('no such name'), open).event)).toMatch(
      /Bridge refused the row\. NO SUCH NAME$/,
    );
    expect(render(recordedEventOf(line(''), open).event)).toMatch(/Bridge refused the row\.$/);
    expect(render(recordedEventOf(line('sealed')).event)).toMatch(/ This line cannot be read\.$/);
  });

  const said = message('bridge_said', { status: 502, words: 'Bad Gateway' });
  test.each([
    ['of this version', JSON.stringify(said), said],
    ['of an older version, which are words', 'status 502: {}', message('words', { words: 'status 502: {}' })],
    ['of an older version, in JSON', '{"type":"denied"}', message('words', { words: '{"type":"denied"}' })],
  ])('has the answer %s as it was meant', (_, text, meant) => {
    const open = wordsOpener({ id: '', open: () => text }, '2 said');
    expect(open('text')).toEqual(meant);
  });
});
