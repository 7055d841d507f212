import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listServableAccounts } from '../../src/cli/servable-accounts.ts';
import { readConfig } from '../../src/config.ts';
import { accountId } from '../../src/domain/account.ts';
import type { NamedAccount, SecretPlace } from '../../src/domain/named-account.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type AccountRegistry, openAccountRegistry } from '../../src/wiring/accounts.ts';
import { openHome, type RedisHome, realClock, vaultOf } from '../../src/wiring.ts';
import { startSupervisor, type WorkerSupervisor } from '../../workers/supervisor.ts';
import { enterBatch, row } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { writingTerminal } from '../support/terminal.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: string;
let server: TestRedis;
let redis: RedisHome;
let registry: AccountRegistry;
let sandboxes: Sandbox[];
let supervisor: WorkerSupervisor | undefined;
let shown: string[];
let environment: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-roll-'));
  server = await startTestRedis();
  sandboxes = [];
  shown = [];
  environment = {
    REDIS_URL: `unix://${server.socketPath}`,
    BRIDGE_TIMEOUT_MS: '1000',
    LINKMILL_LATE_COMMIT_MS: '100',
    LINKMILL_LISTING_DELAY_MS: '100',
    LINKMILL_LOG_LEVEL: 'silent',
    LINKMILL_DATA_DIR: folder,
    LINKMILL_KEY: randomBytes(32).toString('base64'),
    LINKMILL_SECRET_PLACES: `${folder}/`,
  };
  const config = readConfig(environment);
  redis = await openHome(config, { show: () => undefined });
  registry = openAccountRegistry(redis, config, environment, await vaultOf(config, redis));
});
afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  await redis.close();
  for (const sandbox of sandboxes) await sandbox.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An application with its own sandbox and limits. */
async function application(
  name: string,
  secret: SecretPlace,
  limit = { count: 50, windowMs: 1000 },
): Promise<{ account: NamedAccount; sandbox: Sandbox }> {
  const sandbox = await startSandbox({ limits: [limit], now: Date.now, random: Math.random });
  sandboxes.push(sandbox);
  const settings = {
    BRIDGE_BASE_URL: sandbox.url,
    BRIDGE_LIMITS: `${limit.count}/${limit.windowMs}ms`,
    // On a busy machine a call takes longer to arrive.
    BRIDGE_PACE_GUARD_MS: '250',
  };
  const id = accountId(new URL(sandbox.url).host, name);
  const account = { name, id, clientId: name, secret, settings, addedAt: 1, addedBy: 'ada' };
  return { account, sandbox };
}

function secretFile(name: string): SecretPlace {
  const path = join(folder, name);
  writeFileSync(path, 'a-secret\n');
  return { kind: 'file', path };
}

async function serve(names?: string[]): Promise<void> {
  const terminal = writingTerminal(shown);
  const call = { terminal, redis, registry, environment, ...(names && { names }) };
  supervisor = startSupervisor(() => listServableAccounts(call), realClock, terminal.show, 50);
  await supervisor.ready;
}

/** Waits until an account is served; returns its context. */
async function contextOf({ id }: Pick<NamedAccount, 'id'>) {
  await waitUntil(`${id} is worked for`, () => supervisor?.contexts().has(id) ?? false);
  const context = supervisor?.contexts().get(id);
  if (context === undefined) throw new Error(`no mill of ${id}`);
  return context;
}

async function hand(account: NamedAccount, batch: string, rows: number): Promise<void> {
  const context = await contextOf(account);
  await enterBatch(
    context,
    batch,
    Array.from({ length: rows }, (_, at) => row(at + 1)),
  );
  await context.queue.add([{ batch, first: 1, last: rows }]);
}

const madeAt = ({ stats }: Sandbox, links: number) =>
  waitUntil(`${links} links`, () => stats().creations === links);

test('one process serves two applications at once, each at its own pace and with its own ledger', async () => {
  const fast = await application('fast', secretFile('fast'), { count: 30, windowMs: 1000 });
  const slow = await application('slow', secretFile('slow'), { count: 5, windowMs: 1000 });
  await registry.add(fast.account);
  await registry.add(slow.account);
  await serve();
  await Promise.all([hand(fast.account, 'fastbatch', 60), hand(slow.account, 'slowbatch', 12)]);
  await Promise.all([madeAt(fast.sandbox, 60), madeAt(slow.sandbox, 12)]);
  expect([fast.sandbox.stats().answered429, slow.sandbox.stats().answered429]).toEqual([0, 0]);
  expect(await registry.ledgerOf(fast.account.id).batches.read('slowbatch')).toBeUndefined();
  expect(await registry.ledgerOf(slow.account.id).batches.read('slowbatch')).toMatchObject({ fileRows: 12 });
});

test('an application that Bridge locks out stops, and the other one goes on', async () => {
  const healthy = await application('healthy', secretFile('healthy'));
  const locked = await application('locked', secretFile('locked'));
  locked.sandbox.setFaults({ lockedOut: true });
  await registry.add(healthy.account);
  await registry.add(locked.account);
  await serve();
  await Promise.all([hand(locked.account, 'lockedbatch', 5), hand(healthy.account, 'healthybatch', 40)]);
  await madeAt(healthy.sandbox, 40);
  const stopped = async ({ account }: typeof locked) =>
    (await registry.ledgerOf(account.id).account.status()).stopped;
  await waitUntil('it is stopped', async () => (await stopped(locked)) !== undefined);
  expect(await stopped(healthy)).toBeUndefined();
  expect(locked.sandbox.stats().creations).toBe(0);
});

test('an account is added, changed and removed while others are served', async () => {
  const first = await application('first', secretFile('first'));
  await registry.add(first.account);
  await serve();
  await contextOf(first.account);
  const second = await application('second', secretFile('second'));
  await registry.add(second.account);
  await hand(second.account, 'secondbatch', 3);
  await madeAt(second.sandbox, 3);
  const before = await contextOf(second.account);
  await registry.replace(second.account, {
    ...second.account,
    settings: { ...second.account.settings, BRIDGE_LIMITS: '1/1s' },
  });
  await waitUntil('it is started anew', async () => (await contextOf(second.account)) !== before);
  await registry.remove('first');
  await waitUntil(
    'it is let go',
    () => [...(supervisor?.contexts().keys() ?? [])].join() === second.account.id,
  );
});

test('an account whose secret file is missing is served once the file is there', async () => {
  const late = await application('late', { kind: 'file', path: join(folder, 'late') });
  await registry.add(late.account);
  await serve();
  expect(shown.join('\n')).toMatch(/Not working for account late: .*ENOENT/);
  secretFile('late');
  await hand(late.account, 'latebatch', 2);
  await madeAt(late.sandbox, 2);
});

test('a new secret in its file is used without a restart', async () => {
  const { account } = await application('renewed', secretFile('renewed'));
  await registry.add(account);
  await serve();
  const before = await contextOf(account);
  writeFileSync(join(folder, 'renewed'), 'another-secret\n');
  await waitUntil('it is started anew', async () => (await contextOf(account)) !== before);
  expect(shown.join('\n')).not.toContain('secret');
});

test('an account of both environment and registry is served once, by its name', async () => {
  const shop = await application('shop', secretFile('shop'));
  await registry.add(shop.account);
  Object.assign(environment, {
    BRIDGE_CLIENT_ID: 'shop',
    BRIDGE_CLIENT_SECRET: 'a-secret',
    BRIDGE_BASE_URL: shop.sandbox.url,
  });
  await serve();
  await contextOf(shop.account);
  expect(shown).toEqual([
    `shop  Calls go to ${new URL(shop.sandbox.url).host}, which is not Bridge.`,
    `Working for account shop (${shop.account.id}).`,
  ]);
});

test('an account that somebody added or changed without the key is not served, and its secret is not sent', async () => {
  const [shop, thief] = [
    await application('shop', secretFile('shop')),
    await application('thief', secretFile('thief')),
  ];
  await registry.add(shop.account);
  const client = server.connect();
  await client.hset('{linkmill:accounts}', 'thief', JSON.stringify(thief.account));
  await serve();
  await contextOf(shop.account);
  expect([...(supervisor?.contexts().keys() ?? [])]).toEqual([shop.account.id]);
  expect([...(supervisor?.unserved() ?? [])]).toEqual([thief.account.id]);
  const lines = shown.filter((line) => line.startsWith('Not working for account thief:'));
  expect(lines.join('\n')).toMatch(/\(thief\) It has no signature\..*linkmill account sign/);
  expect(lines).toHaveLength(1);
  // A running worker stops serving an account that was changed without the key.
  const stored = (await client.hget('{linkmill:accounts}', 'shop')) ?? '';
  await client.hset('{linkmill:accounts}', 'shop', stored.replace('"addedBy":"ada"', '"addedBy":"eve"'));
  await waitUntil('it is no longer served', () => supervisor?.contexts().size === 0);
  expect(shown.join('\n')).toContain('(shop) It was changed by somebody without the key.');
  expect(thief.sandbox.stats().callsByKind.list).toBe(0);
});

test('with names given, only the named accounts are served', async () => {
  const [one, two] = [
    await application('one', secretFile('one')),
    await application('two', secretFile('two')),
  ];
  await registry.add(one.account);
  await registry.add(two.account);
  await serve(['two']);
  await contextOf(two.account);
  expect([...(supervisor?.contexts().keys() ?? [])]).toEqual([two.account.id]);
});

test('an account that the settings of this machine forbid is listed with the reason, and the others are served', async () => {
  const good = await application('good', secretFile('good'));
  const bad = await application('bad', secretFile('bad'));
  await registry.add(good.account);
  await registry.add({ ...bad.account, settings: { ...bad.account.settings, LINKMILL_BREAKER: 'many' } });
  await serve();
  await contextOf(good.account);
  expect(shown.join('\n')).toMatch(/Not working for account bad: .*LINKMILL_BREAKER/);
});
