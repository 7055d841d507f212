import { expect, test } from '@jest/globals';
import { createLog } from '../src/log.ts';

function logged(level: string, act: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  act(createLog(level, { write: (line) => (text += line) }));
  return text;
}

const iban = 'FR1420041010050500013M02606';

test('an IBAN is masked however deep it lies, and the line stays readable', () => {
  const line = logged('info', (log) => log.info({ a: { b: [{ iban }] } }, `row of ${iban}`));
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    msg: 'row of FR14…606',
    a: { b: [{ iban: 'FR14…606' }] },
  });
});

test('of an error its message and stack are told, never the request that it carries', () => {
  const error = Object.assign(new Error('timeout'), {
    code: 'ECONNABORTED',
    config: { headers: { 'Client-Secret': 's3cr3t' } },
  });
  const line = logged('warn', (log) => log.warn({ error, err: error }, 'call failed'));
  expect(JSON.parse(line)).toMatchObject({ error: { code: 'ECONNABORTED', message: 'timeout' } });
  expect(logged('warn', (log) => log.warn(error))).toContain('timeout');
  expect(line + logged('warn', (log) => log.warn(error))).not.toContain('s3cr3t');
});

test('what is below the level is not told', () => {
  expect(logged('warn', (log) => log.info('quiet'))).toBe('');
  expect(logged('silent', (log) => log.fatal('quiet'))).toBe('');
});
