import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SecretPlace, secretContext } from '../../src/domain/named-account.ts';
import { readSecretPlaces } from '../../src/domain/settings/secret-places.ts';
import { message } from '../../src/i18n/messages.ts';
import { readSecret, type SecretReading } from '../../src/vault/read-secret.ts';
import type { PlaceRules } from '../../src/vault/secret-place.ts';
import { createVault } from '../../src/vault/vault.ts';
import { detailOf } from '../support/in-words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-secret-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ringKey = randomBytes(32);
const shop = { name: 'shop', id: 'acfjpbpj5p5d' };

/** `listed` is in the form of LINKMILL_SECRET_PLACES. */
function rulesOf(listed: string, change: Partial<PlaceRules> = {}): PlaceRules {
  const places = readSecretPlaces(listed);
  if (places === undefined) throw new Error('no places');
  return { places, isExact: false, ownFiles: [], ...change };
}

const everywhere = () => rulesOf(`stored,${folder}/,/dev/,SHOP_SECRET`);

const read = (secret: SecretPlace, environment = {}, rules = everywhere()) =>
  readSecret(
    { ...shop, secret },
    environment,
    createVault(() => [ringKey]),
    rules,
  );

/** The reason, as a person reads it in English. */
const wordsIn = (reading: SecretReading) =>
  reading.kind === 'out of reach' ? detailOf(reading.failure) : '';

function fileOf(text: string | Buffer, name = 'secret'): SecretPlace {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { kind: 'file', path };
}

test('a secret file is read without the line end that editors add, also through a link', async () => {
  fileOf('s3cret\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'link'));
  expect(await read({ kind: 'file', path: join(folder, 'link') })).toEqual({
    kind: 'secret',
    secret: 's3cret',
  });
});

test('a secret variable is read where it is set', async () => {
  const place = { kind: 'variable', variable: 'SHOP_SECRET' } as const;
  expect(await read(place, { SHOP_SECRET: 's3cret' })).toEqual({ kind: 'secret', secret: 's3cret' });
  expect(await read(place, { SHOP_SECRET: '' })).toMatchObject({
    failure: {
      code: 'secret_out_of_reach',
      details: [message('secret_variable_empty', { account: 'shop', variable: 'SHOP_SECRET' })],
    },
  });
});

test.each([
  ['is missing', () => ({ kind: 'file', path: join(folder, 'none') }) as const, 'ENOENT'],
  ['is a folder', () => ({ kind: 'file', path: folder }) as const, 'not an ordinary file'],
  ['is a device', () => ({ kind: 'file', path: '/dev/zero' }) as const, 'not an ordinary file'],
  ['is too long', () => fileOf('x'.repeat(5000), 'long'), 'too long'],
  ['holds several words', () => fileOf('se cret', 'words'), 'one word'],
  ['is empty', () => fileOf('\n', 'empty'), 'one word'],
  ['holds no text', () => fileOf(Buffer.from([0, 255, 1]), 'bytes'), 'one word'],
])('a file that %s is out of reach, and the reason shows nothing of it', async (_, place, why) => {
  const reading = await read(place());
  expect(reading).toMatchObject({ kind: 'out of reach', failure: { code: 'secret_out_of_reach' } });
  expect(wordsIn(reading)).toContain(why);
  expect(JSON.stringify(reading)).not.toContain('cret"');
});

describe('a stored secret', () => {
  const key = randomBytes(32);
  const vault = createVault(() => [key]);
  const id = 'acfjpbpj5p5d';
  const secret = { kind: 'stored', sealed: vault.seal('s3cret', secretContext({ id })) } as const;

  test('is read where the key is available', async () => {
    expect(await readSecret({ name: 'shop', id, secret }, {}, vault, everywhere())).toEqual({
      kind: 'secret',
      secret: 's3cret',
    });
  });

  test.each([
    ['there is no key', id, createVault(() => [])],
    ['there is another key', id, createVault(() => [randomBytes(32)])],
    ['it was put beside another application or host', 'egv24mi4sef2', vault],
  ])('is out of reach where %s', async (_, account, other) => {
    expect(await readSecret({ name: 'shop', id: account, secret }, {}, other, everywhere())).toMatchObject({
      kind: 'out of reach',
      failure: { details: [message('secret_stored_closed', { account: 'shop' })] },
    });
  });
});

describe('a secret may not come', () => {
  const refusal = (reading: SecretReading, why: string) => {
    expect(reading).toMatchObject({ kind: 'out of reach', failure: { code: 'secret_place_refused' } });
    expect(wordsIn(reading)).toContain(why);
  };

  test('from a file outside the places, also through a link in one of them', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    fileOf('an-other-secret', 'outside');
    symlinkSync(join(folder, 'outside'), join(inside, 'link'));
    const rules = rulesOf(`${inside}/`);
    for (const path of [join(folder, 'outside'), join(inside, 'link'), join(inside, '..', 'outside')])
      refusal(
        await read({ kind: 'file', path }, {}, rules),
        'outside is in no place of LINKMILL_SECRET_PLACES',
      );
    fileOf('s3cret', 'inside/own');
    expect(await read({ kind: 'file', path: join(inside, 'own') }, {}, rules)).toMatchObject({
      secret: 's3cret',
    });
  });

  test('from a folder whose name only begins like a place', async () => {
    mkdirSync(join(folder, 'place'));
    mkdirSync(join(folder, 'place-beside'));
    const place = fileOf('s3cret', 'place-beside/own');
    refusal(await read(place, {}, rulesOf(`${folder}/place`)), 'in no place');
  });

  test('from the key file, by its name, a link, another name of the same file, or a copy', async () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, `${ringKey.toString('base64')}\n`);
    symlinkSync(keyFile, join(folder, 'key-link'));
    linkSync(keyFile, join(folder, 'key-name'));
    const rules = { ...everywhere(), ownFiles: [keyFile] };
    for (const name of ['key', 'key-link', 'key-name'])
      refusal(
        await read({ kind: 'file', path: join(folder, name) }, {}, rules),
        'is a file of keys or settings',
      );
    const copies = [
      ringKey.toString('base64'),
      ringKey.toString('hex'),
      `LINKMILL_KEY=${ringKey.toString('base64')}`,
    ];
    for (const text of copies)
      refusal(await read(fileOf(text, 'copy'), {}, rules), 'holds a key of this installation');
    const variable = { SHOP_SECRET: ringKey.toString('base64') };
    refusal(await read({ kind: 'variable', variable: 'SHOP_SECRET' }, variable), 'holds a key');
  });

  test.each(['BRIDGE_CLIENT_SECRET', 'LINKMILL_KEY', 'LINKMILL_SECRET_PLACES', 'REDIS_URL', 'PATH'])(
    'from %s, which is a setting, whatever the places allow',
    async (variable) => {
      const rules = rulesOf(`${variable},LINKMILL_SECRET_*`);
      refusal(
        await read({ kind: 'variable', variable }, { [variable]: 's3cret' }, rules),
        'is a setting of Linkmill',
      );
    },
  );

  test('from a variable that no place names, by itself or by its beginning', async () => {
    const rules = rulesOf('LINKMILL_SECRET_*,SHOP');
    const environment = { SHOP_SECRET: 's3cret', LINKMILL_SECRET_SHOP: 's3cret' };
    refusal(await read({ kind: 'variable', variable: 'SHOP_SECRET' }, environment, rules), 'in no place');
    const named = { kind: 'variable', variable: 'LINKMILL_SECRET_SHOP' } as const;
    expect(await read(named, environment, rules)).toMatchObject({ secret: 's3cret' });
  });

  test('from the registry, where the places do not allow it', async () => {
    refusal(await read({ kind: 'stored', sealed: 'x' }, {}, rulesOf('SHOP')), 'does not contain stored');
  });

  test('without a key, from a folder or by a beginning: only from a place that is named itself', async () => {
    const file = fileOf('s3cret', 'named');
    const exact = { isExact: true };
    refusal(await read(file, {}, rulesOf(`${folder}/`, exact)), 'no key is set here');
    expect(await read(file, {}, rulesOf(join(folder, 'named'), exact))).toMatchObject({ secret: 's3cret' });
    const variable = { kind: 'variable', variable: 'LINKMILL_SECRET_A' } as const;
    const environment = { LINKMILL_SECRET_A: 's3cret' };
    refusal(await read(variable, environment, rulesOf('LINKMILL_SECRET_*', exact)), 'no key is set here');
    expect(await read(variable, environment, rulesOf('LINKMILL_SECRET_A', exact))).toMatchObject({
      secret: 's3cret',
    });
  });
});
