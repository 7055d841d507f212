import { expect, test } from '@jest/globals';
import type { Audit } from '../../../src/domain/audit.ts';
import { byBreaker, byLockOut } from '../../../src/domain/batch.ts';
import {
  accountStopped,
  booksUnbalanced,
  dataNotForgotten,
  doubtsOld,
  ledgerLost,
  trialNotice,
} from '../../../src/domain/notices/alarms.ts';
import { maskSecrets } from '../../../src/domain/text/mask.ts';
import { message } from '../../../src/i18n/messages.ts';
import { shownNotice } from '../../support/notices.ts';

const now = Date.UTC(2026, 9, 25, 1, 10);
const waiting = { batches: 1, rows: 12, amountCents: 500_000, createdCents: 123_456 };
/** A text of Bridge, which may contain any name or secret. */
const loose =
  'status 403: Ada Example, FR4014508000406764668712J28, https://pay.bridgeapi.io/link/abc, s3cret-word';

const lockedOut = message('bridge_locked_out', { status: 403, more: [message('words', { words: loose })] });
const refusals = (code: string) => message('bridge_refused_in_a_row', { code, count: 20 });

const rows = {
  ...{ rows: 3, created: 2, refused: 0, failed: 0, cancelled: 0 },
  ...{ rejected: 0, known: 0, doubtful: 0, open: 1 },
};
const cents = { created: 2_000, refused: 0, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 };
const audit: Audit = {
  at: now,
  balanced: false,
  rows,
  cents,
  links: { valid: 1, completed: 0, expired: 0, revoked: 0, unknown: 0 },
  knownEnded: 0,
  fileDigest: '',
  reportDigest: '',
  imbalances: [2, 3].map((line) => ({ line, failure: { code: 'link_missing', detail: loose } as never })),
  imbalanceCount: 2,
};

const alarms = {
  lockOut: accountStopped({ at: now, by: byLockOut, why: lockedOut }, waiting),
  breaker: accountStopped({ at: now, by: byBreaker, why: refusals('payment.iban') }, waiting),
  oddBreaker: accountStopped({ at: now, by: byBreaker, why: refusals(loose) }, waiting),
  oldLedger: accountStopped({ at: now, by: byBreaker, why: `20 refusals in a row with ${loose}` }, waiting),
  doubts: doubtsOld({ batch: 'abcdefghijkl', rows: 3, amountCents: 1_000, since: now - 4_000_000 }, now),
  books: booksUnbalanced('abcdefghijkl', audit, 'f1'),
  notForgotten: dataNotForgotten(2, now),
  lost: ledgerLost({ epoch: 'e-1', since: now - 60_000, at: now, links: 7, isLoss: true }),
  trial: trialNotice(now),
};

test.each(Object.entries(alarms))('the notice %s contains no IBAN, name, link or secret', (_, notice) => {
  const text = JSON.stringify(notice);
  expect(maskSecrets(text)).toBe(text);
  expect(text).not.toMatch(/Ada|s3cret|pay\.bridge/);
});

test.each(Object.entries(alarms))(
  'the notice %s is translated to each language, except for its commands',
  (_, notice) => {
    const [english, ...others] = (['en', 'fr', 'de'] as const).map((language) =>
      shownNotice(notice, language),
    );
    for (const other of others) {
      expect(other.lines.filter((line) => english?.lines.includes(line))).toEqual([]);
      expect(other.subject).not.toBe(english?.subject);
      expect(other.next).toEqual(english?.next);
    }
  },
);

test('the notice of a stop has its time, its reason, the waiting rows and euros, and the command that resumes the account', () => {
  expect(shownNotice(alarms.breaker)).toMatchObject({
    subject: 'stopped: refusals in a row',
    lines: [
      'Linkmill has sent nothing since 2026-10-25 01:10:00 UTC.',
      'Bridge refused rows one after the other with payment.iban: 20.',
      'Rows that wait for sending: 12, of unfinished batches: 1. In links so far: 1,234.56 EUR of 5,000.00 EUR.',
      expect.stringContaining('`linkmill resume`'),
    ],
    facts: { rows: 12, amountCents: 500_000 },
  });
  expect(shownNotice(alarms.breaker).next).toContain('npx linkmill resume');
  expect(shownNotice(alarms.lockOut).lines[1]).toBe('Bridge answered 403.');
});

test('the notice of unbalanced books counts rows by code, and has the command that lists them', () => {
  expect(shownNotice(alarms.books).lines).toContain(
    'link_missing (2): Bridge does not know the link of the row. Ask Bridge what became of it.',
  );
  expect(alarms.books.facts).toMatchObject({ imbalances: 2, link_missing: 2, createdCents: 2_000 });
  expect(shownNotice(alarms.books).next[0]).toBe('npx linkmill audit abcdefghijkl');
});

test('the id of a notice follows from the occurrence: another day or stop has another id', () => {
  const doubts = { batch: 'abcdefghijkl', rows: 3, amountCents: 1_000, since: now - 4_000_000 };
  expect(doubtsOld({ ...doubts, rows: 2 }, now + 3_600_000).id).toBe(alarms.doubts.id);
  expect(doubtsOld(doubts, now + 86_400_000).id).not.toBe(alarms.doubts.id);
  expect(accountStopped({ at: now + 1, by: byBreaker, why: '' }, waiting).id).not.toBe(alarms.breaker.id);
});
