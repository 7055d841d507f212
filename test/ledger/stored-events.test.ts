import { describe, expect, test } from '@jest/globals';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { message } from '../../src/i18n/messages.ts';
import { readReason, recordedEventOf, storedReason, wordsOpener } from '../../src/ledger/stored-events.ts';

const refusals = message('bridge_refused_in_a_row', { code: 'payment.iban', count: 20 });

describe('a reason', () => {
  test.each([
    ['of the program', refusals],
    ['of a person', 'amounts are checked'],
    ['of a person, in JSON,', '{"code":"bridge_refused_in_a_row","params":{}}'],
    ['that is empty', ''],
  ])('%s is read back unchanged', (_, why) => {
    expect(readReason(storedReason(why))).toEqual(why);
  });

  test.each(['20 refusals in a row with payment.iban', '401', '"quoted"', '{"code":7}', '{'])(
    'of an older version is read unchanged: %s',
    (words) => {
      expect(readReason(words)).toBe(words);
    },
  );
});

describe('a line of a history', () => {
  test('is read as its time and its message', () => {
    expect(recordedEventOf(`17 ${JSON.stringify(refusals)}`)).toEqual({ at: 17, event: refusals });
  });

  test.each([
    ['{"what":"paused","by":"ada","why":""}', 'paused, by ada'],
    ['{"what":"reissued","rows":3,"by":"ada","why":"month end"}', 'reissued, rows 3, by ada, why month end'],
    ['seen revoked: link-1', 'seen revoked: link-1'],
  ])('of an older version is read as its words: %s', (text, words) => {
    expect(recordedEventOf(`17 ${text}`)).toEqual({ at: 17, event: message('words', { words }) });
  });

  test.each(['', 'nothing', '5 {', 'x {"what":"paused"}', '99999999999999999999 {"what":"paused"}'])(
    'is reported as unreadable where it is malformed: "%s"',
    (line) => {
      expect(recordedEventOf(line).event).toEqual(message('line_unreadable', {}));
    },
  );

  test('has the opened words of an answer, none once they are erased, and a notice where they cannot be read', () => {
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

  const answer = message('bridge_said', { status: 502, words: 'Bad Gateway' });
  test.each([
    ['of this version', JSON.stringify(answer), answer],
    ['of an older version, in plain text,', 'status 502: {}', message('words', { words: 'status 502: {}' })],
    ['of an older version, in JSON,', '{"type":"denied"}', message('words', { words: '{"type":"denied"}' })],
  ])('has the answer %s as a message', (_, text, meant) => {
    const open = wordsOpener({ id: '', open: () => text }, '2 said');
    expect(open('text')).toEqual(meant);
  });
});
