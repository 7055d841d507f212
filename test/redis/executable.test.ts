import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Message, message } from '../../src/i18n/messages.ts';
import { findExecutable } from '../../src/redis/executable.ts';

let folder: string;
let shown: Message[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-search-'));
  shown = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function place(path: string, script: string): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, `#!/bin/sh\n${script}\n`);
  chmodSync(whole, 0o755);
  return whole;
}

const find = () =>
  findExecutable(
    { searchPath: `${join(folder, 'one')}:${join(folder, 'two')}`, cacheDir: join(folder, 'cache') },
    (line) => shown.push(line),
  );

test('the first server on the PATH that is new enough and runs is used, Valkey too', async () => {
  place('one/redis-server', 'echo "Redis server v=6.0.16 sha=0"');
  place('two/redis-server', 'echo "cannot open shared object file" >&2; exit 127');
  const valkey = place('two/valkey-server', 'echo "Valkey server v=8.1.1 sha=0"');
  expect(await find()).toBe(valkey);
  expect(shown).toEqual([]);
});

test('with nothing on the PATH and nothing to fetch with, no server is found, without a message', async () => {
  expect(await find()).toBeUndefined();
  expect(shown).toEqual([]);
});

test('a fetch is announced, and a failed one shows why and leaves nothing half done', async () => {
  place('one/apt-get', 'echo "E: Could not resolve a host" >&2; exit 100');
  place('one/dpkg', 'exit 0');
  expect(await find()).toBeUndefined();
  expect(shown).toEqual([
    message('redis_fetching', { folder: join(folder, 'cache') }),
    message('redis_not_fetched', { error: 'E: Could not resolve a host' }),
  ]);
  expect(readdirSync(join(folder, 'cache'))).toEqual([]);
});

test('a fetched server is found again without a message', async () => {
  place(
    'one/apt-get',
    'for word; do [ "$word" != install ] || echo "Inst redis-server (7)"; done; : >redis_7.deb',
  );
  place(
    'one/dpkg',
    'd=$3/usr/bin; /bin/mkdir -p "$d" "$3/usr/lib"; printf "#!/bin/sh\\necho v=7.0.15\\n" >"$d/redis-server"; /bin/chmod 755 "$d/redis-server"',
  );
  const first = await find();
  expect(existsSync(first ?? '')).toBe(true);
  expect(shown).toHaveLength(2);
  expect(await find()).toBe(first);
  expect(shown).toHaveLength(2);
});
