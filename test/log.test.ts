import { expect, test } from '@jest/globals';
import { createLog } from '../src/log.ts';

function logged(
  level: string,
  act: (log: ReturnType<typeof createLog>) => void,
  format: 'json' | 'pretty' = 'json',
): string {
  let text = '';
  act(createLog(level, format, { write: (line) => (text += line) }));
  return text;
}

const iban = 'FR1420041010050500013M02606';

test('an IBAN is masked at any depth, and the line is still valid JSON', () => {
  const line = logged('info', (log) => log.info({ a: { b: [{ iban }] } }, `row of ${iban}`));
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    msg: 'row of FR14…606',
    a: { b: [{ iban: 'FR14…606' }] },
  });
});

test('an error is logged with its message and stack, never with the request that it carries', () => {
  const error = Object.assign(new Error('timeout'), {
    code: 'ECONNABORTED',
    config: { headers: { 'Client-Secret': 's3cr3t' } },
  });
  const line = logged('warn', (log) => log.warn({ error, err: error }, 'call failed'));
  expect(JSON.parse(line)).toMatchObject({ error: { code: 'ECONNABORTED', message: 'timeout' } });
  expect(logged('warn', (log) => log.warn(error))).toContain('timeout');
  expect(line + logged('warn', (log) => log.warn(error))).not.toContain('s3cr3t');
});

test('a message below the level is not logged', () => {
  expect(logged('warn', (log) => log.info('quiet'))).toBe('');
  expect(logged('silent', (log) => log.fatal('quiet'))).toBe('');
});

const link = `https://pay.bridgeapi.io/link/${'0a'.repeat(32)}`;

test.each(['json', 'pretty'] as const)('no secret, IBAN or link appears in a log of format %s', (format) => {
  const grouped = iban.replace(/(.{4})(?=.)/g, '$1 ');
  const cause = Object.assign(new Error(`cannot pay ${grouped}`), { config: { secret: 's3cr3t' } });
  const text = logged(
    'trace',
    (log) => {
      log
        .child({ account: 'x', where: 'redis://user:s3cr3t@host:6379/0' })
        .trace({ iban, link }, `${iban} ${link}`);
      log.error({ deep: { rows: [{ iban: grouped, url: link }] } }, `sent\nto ${grouped}`);
      log.fatal(cause);
      log.warn({ error: cause }, 'failed');
    },
    format,
  );
  expect(text).toContain('FR14…606');
  expect(text).toContain('https://pay.bridgeapi.io/…');
  for (const secret of [iban, grouped, '0500 013M', '0a0a', 's3cr3t']) expect(text).not.toContain(secret);
});

test('the pretty format is a line for people', () => {
  const line = logged('info', (log) => log.info({ batch: 'abc' }, 'seen'), 'pretty');
  expect(line).toMatch(/^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] INFO: seen\n {4}batch: "abc"\n$/);
});
