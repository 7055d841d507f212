import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exitCodeOf } from '../src/cli/exit-code.ts';
import { protocolTimes, readConfig, readEnvironment, refuseBrokenTimes } from '../src/config.ts';
import { AppError } from '../src/domain/failure.ts';
import { defaultOf, settingNames } from '../src/domain/settings/settings.ts';
import { message } from '../src/i18n/messages.ts';

function appErrorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('no Stop');
}

const fieldsOf = (stop: AppError) => stop.failures.map(({ field }) => field);

test('an empty environment gives the defaults', () => {
  expect(readConfig({ HOME: '/home/ada', PATH: '/bin' })).toEqual({
    bridge: {
      version: '2025-01-15',
      baseUrl: 'https://api.bridgeapi.io',
      limits: [
        { count: 2000, windowMs: 300_000 },
        { count: 50, windowMs: 1000 },
      ],
      timeoutMs: 15_000,
      linkHosts: ['pay.bridgeapi.io'],
    },
    machine: {
      bridgeHosts: ['api.bridgeapi.io', 'localhost', '127.0.0.1', '[::1]'],
      areHostsGiven: false,
      secretPlaces: {
        isStoredAllowed: true,
        paths: [
          resolve('.linkmill', 'secrets'),
          '/home/ada/.config/linkmill/secrets/',
          '/etc/linkmill/secrets',
          '/run/secrets',
          '/run/credentials',
        ],
        variables: ['LINKMILL_SECRET_*'],
      },
    },
    redis: { cacheDir: '/home/ada/.cache/linkmill', searchPath: '/bin' },
    dataDir: resolve('.linkmill'),
    concurrency: 50,
    key: {},
    lateCommitMs: 120_000,
    listingDelayMs: 30_000,
    refusalsToStop: 20,
    amountMaxCents: 3_500_000,
    fileLimits: { maxBytes: 1_073_741_824, maxRows: 1_000_000 },
    logFormat: 'json',
    logLevel: 'warn',
    batch: {
      expiresInSeconds: 30 * 86_400,
      labelTemplate: 'Refund {reference}',
      timeZone: 'Europe/Paris',
    },
    notices: { language: 'en' },
  });
});

test('every setting is read', () => {
  const config = readConfig({
    BRIDGE_CLIENT_ID: 'an-id',
    BRIDGE_CLIENT_SECRET: 'a-secret',
    BRIDGE_VERSION: '2021-06-01',
    BRIDGE_BASE_URL: 'http://127.0.0.1:8080/',
    BRIDGE_LIMITS: '500/10s,100/1s,5/100ms,9000/5m',
    BRIDGE_PACE_GUARD_MS: '0',
    BRIDGE_TIMEOUT_MS: '500',
    REDIS_URL: 'rediss://ada:word@redis.example.com/1',
    LINKMILL_DATA_DIR: '/srv/linkmill',
    LINKMILL_CONCURRENCY: '8',
    LINKMILL_LATE_COMMIT_MS: '1000',
    LINKMILL_LISTING_DELAY_MS: '0',
    LINKMILL_AMOUNT_MAX: '99.5',
    LINKMILL_MAX_FILE_MB: '5',
    LINKMILL_MAX_ROWS: '100',
    LINKMILL_TIME_ZONE: 'Europe/Madrid',
    LINKMILL_LOG_LEVEL: 'silent',
    LINKMILL_PAYER_FIRST_NAME: 'Ada',
    LINKMILL_PAYER_LAST_NAME: 'Example',
    LINKMILL_EXPIRES_IN: '12h',
    LINKMILL_LABEL: 'Order {reference}',
    LINKMILL_CALLBACK_URL: 'https://example.com/thanks',
    XDG_CACHE_HOME: '/var/cache',
  });
  expect(config).toMatchObject({
    bridge: {
      clientId: 'an-id',
      clientSecret: 'a-secret',
      version: '2021-06-01',
      baseUrl: 'http://127.0.0.1:8080',
      limits: [
        { count: 500, windowMs: 10_000 },
        { count: 100, windowMs: 1000 },
        { count: 5, windowMs: 100 },
        { count: 9000, windowMs: 300_000 },
      ],
      paceGuardMs: 0,
      timeoutMs: 500,
    },
    redis: { redisUrl: 'rediss://ada:word@redis.example.com/1', cacheDir: '/var/cache/linkmill' },
    dataDir: '/srv/linkmill',
    concurrency: 8,
    lateCommitMs: 1000,
    listingDelayMs: 0,
    amountMaxCents: 9950,
    fileLimits: { maxBytes: 5 * 1024 * 1024, maxRows: 100 },
    logLevel: 'silent',
    batch: {
      payer: { kind: 'person', firstName: 'Ada', lastName: 'Example' },
      expiresInSeconds: 43_200,
      labelTemplate: 'Order {reference}',
      callbackUrl: 'https://example.com/thanks',
      timeZone: 'Europe/Madrid',
    },
  });
});

test('all wrong settings are named at once, each with what it must be, and no value is shown', () => {
  const wrong = {
    BRIDGE_CLIENT_ID: 's3cr3t with spaces',
    BRIDGE_CLIENT_SECRET: 's3cr3t\u00e9',
    BRIDGE_VERSION: 's3cr3t',
    BRIDGE_BASE_URL: 'http://s3cr3t.example.com',
    BRIDGE_LIMITS: '2000/s3cr3t',
    BRIDGE_PACE_GUARD_MS: '-1',
    BRIDGE_TIMEOUT_MS: '1e4',
    REDIS_URL: 'http://:s3cr3t@localhost',
    LINKMILL_CONCURRENCY: '0',
    LINKMILL_LATE_COMMIT_MS: 's3cr3t',
    LINKMILL_LISTING_DELAY_MS: '1.5',
    LINKMILL_AMOUNT_MAX: 's3cr3t',
    LINKMILL_LOG_LEVEL: 's3cr3t',
    LINKMILL_PAYER_LAST_NAME: 'Example',
    LINKMILL_EXPIRES_IN: '91d',
    LINKMILL_CALLBACK_URL: 'http://example.com/s3cr3t',
  };
  const stop = appErrorOf(() => readConfig(wrong));
  const named = { ...wrong, LINKMILL_PAYER_FIRST_NAME: '' } as Partial<typeof wrong>;
  delete named.LINKMILL_PAYER_LAST_NAME;
  expect(fieldsOf(stop).toSorted()).toEqual(Object.keys(named).toSorted());
  expect(exitCodeOf(stop)).toBe(1);
  expect(new Set(stop.failures.map(({ code }) => code))).toEqual(new Set(['settings_wrong']));
  expect(stop.message).not.toContain('s3cr3t');
  expect(stop.message.split('\n')).toHaveLength(stop.failures.length);
});

test.each(['none', ' none '])('limits may be switched off: %p', (text) => {
  expect(readConfig({ BRIDGE_LIMITS: text }).bridge.limits).toEqual([]);
});

test.each(['', '0/1s', '50/0s', '50', '50/1h', '50/1s,', '-5/1s', '50/1s;20/2s'])(
  'limits are not guessed: %p is refused or not set',
  (text) => {
    if (text === '') expect(readConfig({ BRIDGE_LIMITS: text }).bridge.limits).toHaveLength(2);
    else expect(fieldsOf(appErrorOf(() => readConfig({ BRIDGE_LIMITS: text })))).toEqual(['BRIDGE_LIMITS']);
  },
);

test.each([
  ['https://api.example.com', true],
  ['http://localhost:1', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:8080', true],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
  ['https://ada:word@api.example.com', false],
  ['https://api.example.com/?key=1', false],
  ['ftp://localhost', false],
])('%s is accepted as the base URL of the API: %p', (text, isGood) => {
  const read = () =>
    readConfig({ BRIDGE_BASE_URL: text, LINKMILL_BRIDGE_HOSTS: 'api.example.com,localhost,127.0.0.1,[::1]' });
  if (isGood) expect(read().bridge.baseUrl).toBe(text);
  else expect(fieldsOf(appErrorOf(read))).toEqual(['BRIDGE_BASE_URL']);
});

test('a host that the settings of this machine do not allow is refused', () => {
  const wrong = appErrorOf(() => readConfig({ BRIDGE_BASE_URL: 'https://elsewhere.example:8443' }));
  expect(wrong.failures).toEqual([
    {
      code: 'host_not_allowed',
      field: 'BRIDGE_BASE_URL',
      details: [message('host_not_listed', { host: 'elsewhere.example:8443' })],
    },
  ]);
  const named = { BRIDGE_BASE_URL: 'https://elsewhere.example', LINKMILL_BRIDGE_HOSTS: 'elsewhere.example' };
  expect(readConfig(named).machine).toMatchObject({ areHostsGiven: true });
  expect(readConfig({ LINKMILL_LINK_HOSTS: 'pay.example.com' }).bridge.linkHosts).toEqual([
    'pay.bridgeapi.io',
    'pay.example.com',
  ]);
});

test('flags override the environment, and a payer of the flags is not mixed with another', () => {
  const environment = { LINKMILL_PAYER_COMPANY: 'Example SARL', LINKMILL_EXPIRES_IN: '1d' };
  const flags = { LINKMILL_PAYER_FIRST_NAME: 'Ada', LINKMILL_PAYER_LAST_NAME: 'Example' };
  const { batch } = readConfig(environment, { ...flags, LINKMILL_EXPIRES_IN: '2d' });
  expect(batch.payer).toEqual({ kind: 'person', firstName: 'Ada', lastName: 'Example' });
  expect(batch.expiresInSeconds).toBe(2 * 86_400);
  expect(readConfig(environment).batch.payer).toEqual({ kind: 'company', companyName: 'Example SARL' });
});

test('the config is frozen at every depth', () => {
  const config = readConfig({});
  expect(
    Object.isFrozen(config) && Object.isFrozen(config.bridge) && Object.isFrozen(config.bridge.limits),
  ).toBe(true);
});

test('the time that proves absence is the sum of use-by, late commit, listing delay and clock error', () => {
  const times = protocolTimes(readConfig({}));
  expect(times.provenAbsentAfterMs).toBe(3000 + 120_000 + 30_000 + 2000);
  expect(times.leaseMs).toBeGreaterThan(times.useByMs + times.timeoutMs);
});

test('times that contradict each other are refused', () => {
  const times = protocolTimes(readConfig({}));
  expect(() => refuseBrokenTimes(times)).not.toThrow();
  for (const broken of [
    { reservationMs: 1001 },
    { connectMs: 2501 },
    { leaseMs: 18_000 },
    { provenAbsentAfterMs: 60_000 },
  ]) {
    expect(appErrorOf(() => refuseBrokenTimes({ ...times, ...broken })).failures).toHaveLength(1);
  }
});

test('the default of every setting is a valid value', () => {
  for (const name of settingNames) {
    const usual = defaultOf(name);
    if (usual !== undefined) expect(() => readConfig({ [name]: usual })).not.toThrow();
  }
});

describe('a file .env', () => {
  let before: string;
  let folder: string;

  beforeEach(() => {
    before = process.cwd();
    folder = mkdtempSync(join(tmpdir(), 'linkmill-env-'));
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  test('has less priority than the environment, and does not change it', () => {
    writeFileSync('.env', 'LINKMILL_CONCURRENCY=7\nPATH=/nowhere\n');
    const environment = readEnvironment();
    expect(environment.LINKMILL_CONCURRENCY).toBe('7');
    expect(environment.PATH).toBe(process.env.PATH);
    expect(process.env.LINKMILL_CONCURRENCY).toBeUndefined();
  });

  test('may be missing', () => {
    expect(readEnvironment().PATH).toBe(process.env.PATH);
  });
});
