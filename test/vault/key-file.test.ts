import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { keyIdOf, newKey } from '../../src/domain/crypto/sealing.ts';
import {
  addKey,
  dropKeys,
  droppedKeyFileOf,
  ensureKeyFile,
  putBackKeys,
  readDroppedKeys,
  readKeyFile,
} from '../../src/vault/key-file.ts';
import { waitUntil } from '../support/wait-until.ts';

const folder = mkdtempSync(join(tmpdir(), 'linkmill-key-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The output of a new process that runs these lines. */
async function shownBy(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}

test('the file is made once, private, and does not change', async () => {
  const path = join(folder, 'made', 'key');
  await ensureKeyFile(path);
  const text = readFileSync(path, 'latin1');
  await ensureKeyFile(path);
  expect(readFileSync(path, 'latin1')).toBe(text);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readKeyFile(path)).toHaveLength(1);
});

test('processes that start at once read one key', async () => {
  const path = join(folder, 'at-once', 'key');
  const script = `import { ensureKeyFile, readKeyFile } from './src/vault/key-file.ts';
    await ensureKeyFile(${JSON.stringify(path)}); console.log(readKeyFile(${JSON.stringify(path)})[0].toString('hex'));`;
  const outputs = await Promise.all(Array.from({ length: 4 }, () => shownBy(script)));
  expect(outputs[0]).toMatch(/^[0-9a-f]{64}\n$/);
  expect(new Set(outputs).size).toBe(1);
  expect(readdirSync(join(folder, 'at-once'))).toEqual(['key']);
});

test('a file that others may read, or that is not made of keys, is refused', () => {
  const path = join(folder, 'bad');
  writeFileSync(path, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  expect(readKeyFile(path)).toHaveLength(1);
  chmodSync(path, 0o640);
  expect(() => readKeyFile(path)).toThrow('key_file_open_to_all');
  chmodSync(path, 0o600);
  for (const text of ['', 'short\n', `${'ab'.repeat(31)}\n`]) {
    writeFileSync(path, text);
    expect(() => readKeyFile(path)).toThrow('key_unusable');
  }
  expect(() => readKeyFile(join(folder, 'nowhere'))).toThrow('file_gives');
});

test('a new key goes first, and old ones are dropped when nothing needs them', async () => {
  const path = join(folder, 'ring');
  await ensureKeyFile(path);
  const [old] = readKeyFile(path).map(keyIdOf);
  const added = await addKey(path);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added, old]);
  expect(await dropKeys(path, new Set([old ?? '']))).toEqual([]);
  const gone = await dropKeys(path, new Set());
  expect(gone.map(keyIdOf)).toEqual([old]);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added]);
  expect(readDroppedKeys(path)).toEqual(gone);
  expect(statSync(droppedKeyFileOf(path)).mode & 0o777).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await putBackKeys(path, gone);
  expect(readKeyFile(path).map(keyIdOf)).toEqual([added, old]);
});

test('of keys that processes add at once none is lost, even after one died with the lock', async () => {
  const path = join(folder, 'busy', 'key');
  await ensureKeyFile(path);
  writeFileSync(`${path}.lock`, `${spawnSync(process.execPath, ['--version']).pid} 12345\n`);
  const script = `import { existsSync, writeFileSync } from 'node:fs';
    import { addKey } from './src/vault/key-file.ts';
    const path = ${JSON.stringify(path)};
    writeFileSync(path + '.' + process.pid + '.ready', '');
    while (!existsSync(path + '.go')) await new Promise((then) => setTimeout(then, 1));
    for (let made = 0; made < 40; made += 1) console.log(await addKey(path));`;
  const ends = [shownBy(script), shownBy(script)];
  await waitUntil(
    'both are ready',
    () => readdirSync(dirname(path)).filter((name) => name.endsWith('.ready')).length === 2,
  );
  writeFileSync(`${path}.go`, '');
  const made = (await Promise.all(ends)).flatMap((text) => text.trim().split('\n'));
  const there = new Set(readKeyFile(path).map(keyIdOf));
  expect([made.length, made.filter((id) => !there.has(id))]).toEqual([80, []]);
  expect(readdirSync(dirname(path)).filter((name) => name.includes('lock'))).toEqual([]);
});

test('a key that does not fit into the file is refused, and the file is unchanged', async () => {
  const path = join(folder, 'full');
  const lines = Array.from({ length: 222 }, () => `${newKey().toString('base64')}\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  await expect(addKey(path)).rejects.toThrow('key_file_full');
  expect(readKeyFile(path)).toHaveLength(222);
});
