import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SecretPlace, secretContext } from '../../src/domain/named-account.ts';
import { readSecret } from '../../src/vault/read-secret.ts';
import { createVault } from '../../src/vault/vault.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-secret-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (secret: SecretPlace, environment = {}) =>
  readSecret(
    { name: 'shop', id: 'acfjpbpj5p5d', secret },
    environment,
    createVault(() => []),
  );

function fileOf(text: string | Buffer, name = 'secret'): SecretPlace {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { kind: 'file', path };
}

test('a file is read without the line end that editors put there, also through a link', async () => {
  fileOf('s3cret\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'link'));
  expect(await read({ kind: 'file', path: join(folder, 'link') })).toEqual({
    kind: 'secret',
    secret: 's3cret',
  });
});

test('a variable is read where it is set', async () => {
  const place = { kind: 'variable', variable: 'SHOP_SECRET' } as const;
  expect(await read(place, { SHOP_SECRET: 's3cret' })).toEqual({ kind: 'secret', secret: 's3cret' });
  expect(await read(place, { SHOP_SECRET: '' })).toMatchObject({
    failure: { code: 'secret_out_of_reach', detail: 'Account shop: SHOP_SECRET is not set here.' },
  });
});

test.each([
  ['is missing', () => ({ kind: 'file', path: join(folder, 'none') }) as const, 'ENOENT'],
  ['is a folder', () => ({ kind: 'file', path: folder }) as const, 'no plain file'],
  ['is a device', () => ({ kind: 'file', path: '/dev/zero' }) as const, 'no plain file'],
  ['is too long', () => fileOf('x'.repeat(5000), 'long'), 'too long'],
  ['holds several words', () => fileOf('se cret', 'words'), 'one word'],
  ['is empty', () => fileOf('\n', 'empty'), 'one word'],
  ['holds no text', () => fileOf(Buffer.from([0, 255, 1]), 'bytes'), 'one word'],
])('a file that %s is out of reach, and the reason shows nothing of it', async (_, place, why) => {
  const reading = await read(place());
  expect(reading).toMatchObject({ kind: 'out of reach', failure: { code: 'secret_out_of_reach' } });
  expect(JSON.stringify(reading)).toContain(why);
  expect(JSON.stringify(reading)).not.toContain('cret"');
});

describe('a stored secret', () => {
  const key = randomBytes(32);
  const vault = createVault(() => [key]);
  const id = 'acfjpbpj5p5d';
  const secret = { kind: 'stored', sealed: vault.seal('s3cret', secretContext({ id })) } as const;

  test('is read where the key is', async () => {
    expect(await readSecret({ name: 'shop', id, secret }, {}, vault)).toEqual({
      kind: 'secret',
      secret: 's3cret',
    });
  });

  test.each([
    ['there is no key', id, createVault(() => [])],
    ['there is another key', id, createVault(() => [randomBytes(32)])],
    ['it was put beside another application or host', 'egv24mi4sef2', vault],
  ])('is out of reach where %s', async (_, account, other) => {
    expect(await readSecret({ name: 'shop', id: account, secret }, {}, other)).toMatchObject({
      kind: 'out of reach',
      failure: { detail: 'Account shop: its secret is stored, and no key here opens it.' },
    });
  });
});
