import { spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { flawOf, isReadByOthers, layOver, readEnvFile } from '../../src/config/env-file.ts';
import { AppError } from '../../src/domain/failure.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { type Message, message } from '../../src/i18n/messages.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-env-'));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, mode: number): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function failuresOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error.failures;
    throw error;
  }
  return [];
}

const refused = (detail: Message) => [{ code: 'env_file_unsafe', field: '.env', details: [detail] }];
const writable = message('env_file_writable', {});
const ofOtherUser = message('env_file_of_other_user', {});

describe('a file .env', () => {
  test.each([0o666, 0o664, 0o646, 0o602])('that others may write is refused: mode %o', (mode) => {
    write('BRIDGE_BASE_URL=https://elsewhere.example\n', mode);
    expect(failuresOf(() => readEnvFile(path))).toEqual(refused(writable));
  });

  test.each([
    'BRIDGE_CLIENT_SECRET=s3cr3t',
    'LINKMILL_KEY=s3cr3t',
    'LINKMILL_WEBHOOK_SECRET=s3cr3t',
    'LINKMILL_SECRET_SHOP=s3cr3t',
    'REDIS_URL=redis://ada:s3cr3t@localhost',
    'LINKMILL_SMTP_URL=smtps://ada:s3cr3t@mail.example.com',
  ])('that contains a secret and that others may read is refused, without showing the secret: %s', (line) => {
    const [name = ''] = line.split('=');
    for (const mode of [0o644, 0o640, 0o604]) {
      write(`${line}\n`, mode);
      expect(failuresOf(() => readEnvFile(path))).toEqual(
        refused(message('env_file_secrets_readable', { settings: [name] })),
      );
    }
    write(`${line}\n`, 0o600);
    expect(readEnvFile(path)).toHaveProperty(name);
  });

  test('that contains no secret may be readable by others', () => {
    write('REDIS_URL=redis://localhost\nLINKMILL_SECRET_PLACES=stored\nBRIDGE_CLIENT_SECRET=\n', 0o644);
    expect(readEnvFile(path)).toMatchObject({ REDIS_URL: 'redis://localhost' });
  });

  test.each([
    [1000, 0o600, 1000, undefined],
    [0, 0o644, 1000, undefined],
    [1001, 0o600, 1000, ofOtherUser],
    [1000, 0o600, 0, ofOtherUser],
    [0, 0o664, 1000, writable],
    [1001, 0o666, undefined, undefined],
  ])('owned by user %d with mode %o, read by user %d, has the flaw %p', (uid, mode, user, flaw) => {
    expect(flawOf({ uid, mode }, user)).toEqual(flaw);
  });

  test('that root owns and that contains secrets may be readable by the group of the service, and by nobody else', () => {
    expect(isReadByOthers({ uid: 0, mode: 0o640 }, 1000)).toBe(false);
    expect(isReadByOthers({ uid: 0, mode: 0o644 }, 1000)).toBe(true);
    expect(isReadByOthers({ uid: 1000, mode: 0o640 }, 1000)).toBe(true);
  });

  test('that another user created, or linked to a file of ours, is refused', () => {
    // Only root can change the owner of a file; for other users the test of owners above covers the rule.
    if (process.getuid?.() !== 0) return;
    write('BRIDGE_BASE_URL=https://elsewhere.example\n', 0o644);
    lchownSync(path, 65_534, 65_534);
    expect(failuresOf(() => readEnvFile(path))).toEqual(refused(ofOtherUser));
    rmSync(path);
    writeFileSync(join(folder, 'of-ours'), 'REDIS_URL=redis://localhost\n', { mode: 0o600 });
    symlinkSync(join(folder, 'of-ours'), path);
    expect(readEnvFile(path)).toMatchObject({ REDIS_URL: 'redis://localhost' });
    lchownSync(path, 65_534, 65_534);
    expect(failuresOf(() => readEnvFile(path))).toEqual(refused(message('env_file_planted_link', {})));
  });

  test('may be missing or a folder, and a pipe in its place is refused without waiting', () => {
    expect(readEnvFile(path)).toEqual({});
    mkdirSync(path);
    expect(readEnvFile(path)).toEqual({});
    rmSync(path, { recursive: true });
    spawnSync('mkfifo', ['-m', '600', path]);
    expect(failuresOf(() => readEnvFile(path))).toEqual(refused(message('env_file_not_plain', {})));
  });
});

describe('a URL and the secret that is sent to it', () => {
  const mixed = (file: object, environment: object) =>
    failuresOf(() => layOver({ ...file }, { ...environment })).map(({ code, field, details = [] }) =>
      [code, field, ...details.map(rendererOf('en').render)].join(' '),
    );
  const address = { BRIDGE_BASE_URL: 'https://elsewhere.example' };
  const secret = { BRIDGE_CLIENT_SECRET: 's3cr3t' };

  test('must come from one source', () => {
    expect(mixed(address, secret)).toEqual([
      'settings_mixed BRIDGE_BASE_URL It comes from .env, and BRIDGE_CLIENT_SECRET from the environment.',
    ]);
    expect(mixed(secret, address)).toEqual([
      'settings_mixed BRIDGE_BASE_URL It comes from the environment, and BRIDGE_CLIENT_SECRET from .env.',
    ]);
    expect(
      mixed({ LINKMILL_WEBHOOK_URL: 'https://elsewhere.example' }, { LINKMILL_WEBHOOK_SECRET: 's3cr3t' }),
    ).toHaveLength(1);
  });

  test('are accepted together from either source, and an empty one counts as absent', () => {
    expect(mixed({ ...address, ...secret }, {})).toEqual([]);
    expect(mixed({ ...address, ...secret }, { ...address, ...secret })).toEqual([]);
    expect(mixed(address, { BRIDGE_CLIENT_SECRET: '' })).toEqual([]);
    expect(mixed({ ...address, ...secret }, { BRIDGE_BASE_URL: '' })).toEqual([]);
    expect(mixed({ ...address, ...secret }, address)).toHaveLength(1);
  });

  test('may come from two sources where the URL is that of Bridge', () => {
    expect(mixed({ BRIDGE_BASE_URL: 'https://api.bridgeapi.io/' }, secret)).toEqual([]);
    expect(mixed({ BRIDGE_BASE_URL: 'https://api.bridgeapi.io.elsewhere.example/' }, secret)).toHaveLength(1);
  });
});
