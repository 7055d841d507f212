import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type PaymentStatus,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/sandbox.ts';
import { call, creation, fixture, fixtureNowMs, seeded, v2, v2Header, v3 } from './call-sandbox.ts';

let nowMs = fixtureNowMs;
let sandbox: Sandbox;
let running: Sandbox[] = [];
let folder: string;

async function start(options: Partial<SandboxOptions> = {}) {
  sandbox = await startSandbox({ now: () => nowMs, random: seeded(1), ...options });
  running.push(sandbox);
  return sandbox;
}

beforeEach(() => {
  nowMs = fixtureNowMs;
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});

afterEach(async () => {
  await Promise.all(running.map((one) => one.close()));
  running = [];
  rmSync(folder, { recursive: true });
});

const make = async (change = {}) =>
  (await call(sandbox, v3, { body: creation(change) })).body as { id: string };

/** A link of the sandbox with the id and address of the fixtures. */
const asFixture = (link: object) => {
  const { id, url } = fixture('created.json');
  return { ...link, id, link: url };
};

describe('answers as Bridge gives them', () => {
  beforeEach(() => start({ credentials: { clientId: 'test-client', clientSecret: 'test-secret' } }));

  test('a created link has an id and an address of their shapes', async () => {
    const { status, body } = await call(sandbox, v3, { body: creation() });
    const shape = fixture('created.json');
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual(Object.keys(shape));
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      url: expect.stringMatching(/^https:\/\/pay\.bridgeapi\.io\/link\/[0-9a-f]{64}$/),
    });
  });

  test('a link is shown as in the fixtures, in both versions', async () => {
    const { id } = await make();
    const newer = await call(sandbox, `${v3}/${id}`);
    const older = await call(sandbox, `${v2}/${id}`, { headers: v2Header });
    expect(asFixture(newer.body as object)).toEqual(fixture('link-v3.json'));
    expect(asFixture(older.body as object)).toEqual(fixture('link-v2.json'));
  });

  test('a list ends as in the fixtures, with null in v2 and without a field in v3', async () => {
    await make();
    const lists = [await call(sandbox, v3), await call(sandbox, v2, { headers: v2Header })];
    const [newer, older] = lists.map(({ body }) => {
      const { resources, pagination } = body as { resources: object[]; pagination: object };
      return { resources: resources.map(asFixture), pagination };
    });
    expect(newer).toEqual(fixture('list-last-page-v3.json'));
    expect(older).toEqual(fixture('list-last-page-v2.json'));
  });

  test('a page that is not the last names the next one as a path with its query', async () => {
    await make();
    await make();
    const { next_uri: shape } = fixture('list-first-page-v3.json').pagination;
    const query = shape.slice(0, shape.indexOf('&after='));
    const { body } = await call(sandbox, query);
    expect(body).toMatchObject({ pagination: { next_uri: shape } });
  });

  const headerless: [string, Record<string, string | undefined>, number, string][] = [
    ['a wrong secret', { 'Client-Secret': 'wrong' }, 401, 'error-a-credentials.json'],
    ['no id', { 'Client-Id': undefined }, 401, 'error-a-credentials.json'],
    ['the other version', v2Header, 400, 'error-a-version.json'],
    ['no version', { 'Bridge-Version': undefined }, 400, 'error-a-version.json'],
  ];
  test.each(headerless)('a call with %s is turned away', async (_, headers, status, name) => {
    const got = await call(sandbox, v3, { body: creation(), headers });
    expect(got.status).toBe(status);
    expect(got.body).toEqual(fixture(name));
    expect(sandbox.links()).toHaveLength(0);
  });

  test('an unknown path or link gets a 404', async () => {
    for (const path of ['/v3/payment-links', `${v3}/unknown`, '/v4/payment-links', `${v3}/a/b/c`]) {
      const got = await call(sandbox, path);
      expect([got.status, got.body]).toEqual([404, fixture('error-a-not-found.json')]);
    }
    expect((await call(sandbox, `${v3}/unknown/revoke`, { method: 'POST' })).status).toBe(404);
    expect((await call(sandbox, v3, { method: 'DELETE' })).status).toBe(404);
  });

  test('a body of another type, malformed JSON, and a body that is too large each get their own status', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await call(sandbox, v3, { body: creation(), headers })).status).toBe(415);
    expect((await call(sandbox, v3, { body: '{"user":' })).status).toBe(422);
    expect((await call(sandbox, v3, { body: ' '.repeat(2 << 20) })).status).toBe(413);
  });
});

describe('links', () => {
  beforeEach(() => start());

  test('the same reference twice makes a second link, which the stats count', async () => {
    await make();
    await make();
    await make({ client_reference: 'another' });
    expect(sandbox.stats()).toMatchObject({
      creations: 3,
      liveLinks: 3,
      linksByReference: { max: 2, doubles: ['refund-1001'] },
      calls: 3,
      callsByKind: { create: 3, list: 0 },
    });
  });

  test('a revoked double no longer counts as a double, a completed one does', async () => {
    const first = await make();
    const second = await make();
    sandbox.complete(first.id);
    expect(sandbox.stats().linksByReference.max).toBe(2);
    expect(await call(sandbox, `${v3}/${second.id}/revoke`, { method: 'POST' })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(sandbox.stats()).toMatchObject({ liveLinks: 1, linksByReference: { max: 1, doubles: [] } });
  });

  test('a link without expiry expires after fifteen minutes', async () => {
    const { id } = await make({ expired_date: undefined });
    nowMs += 15 * 60_000 - 1;
    expect((await call(sandbox, `${v3}/${id}`)).body).toMatchObject({ status: 'valid' });
    nowMs += 1;
    expect((await call(sandbox, `${v3}/${id}`)).body).toMatchObject({ status: 'expired' });
  });

  test('a link that is final cannot be revoked', async () => {
    const { id } = await make();
    sandbox.complete(id);
    const got = await call(sandbox, `${v3}/${id}/revoke`, { method: 'POST' });
    expect(got).toMatchObject({ status: 400, body: { type: 'invalid_request' } });
    expect((await call(sandbox, `${v3}/${id}`)).body).toMatchObject({
      status: 'completed',
      payment_status: 'initiated_in_success',
    });
  });
});

describe('payments', () => {
  beforeEach(() => start());

  const linkStatus = async (id: string) =>
    ((await call(sandbox, `${v3}/${id}`)).body as { status: string }).status;

  const ends: [PaymentStatus[], string][] = [
    [['CREA', 'ACTC'], 'valid'],
    [['PDNG'], 'completed'],
    [['ACTC', 'ACSC'], 'completed'],
    [['PDNG', 'RJCT'], 'completed'],
    [['RJCT'], 'valid'],
    [['ACTC', 'RJCT'], 'valid'],
    [['ACTC', 'RJCT', 'ACTC', 'PDNG'], 'completed'],
  ];
  test.each(ends)('%j leave the link %s', async (statuses, expected) => {
    const { id } = await make();
    for (const status of statuses) sandbox.pay(id, status);
    expect(await linkStatus(id)).toBe(expected);
  });

  test('that began in time go on after expiry and revocation, and none begins then', async () => {
    const [expired, revoked] = [await make({ expired_date: undefined }), await make()];
    for (const { id } of [expired, revoked]) sandbox.pay(id, 'ACTC');
    await call(sandbox, `${v3}/${revoked.id}/revoke`, { method: 'POST' });
    nowMs += 15 * 60_000;
    for (const { id } of [expired, revoked]) {
      expect(await linkStatus(id)).not.toBe('valid');
      expect(() => sandbox.pay(id, 'CREA')).toThrow(RangeError);
      sandbox.pay(id, 'PDNG');
      expect(await linkStatus(id)).toBe('completed');
    }
  });

  test('of a completed link cannot begin, nor those of a link that is not there', async () => {
    const { id } = await make();
    sandbox.pay(id, 'PDNG');
    sandbox.pay(id, 'RJCT');
    expect(() => sandbox.pay(id, 'PDNG')).toThrow(RangeError);
    expect(() => sandbox.pay('never-was', 'CREA')).toThrow(RangeError);
  });

  test('a link that was completed by hand shows a payment that was executed', async () => {
    const { id } = await make();
    sandbox.complete(id);
    const { body } = await call(sandbox, `/v3/payment/payment-requests?payment_link_id=${id}`);
    expect(body).toMatchObject({ resources: [{ status: 'ACSC', payment_link_id: id }] });
    expect(() => sandbox.complete('never-was')).toThrow(RangeError);
  });
});

describe('the file', () => {
  test('restores all links after a restart, with their states', async () => {
    const file = join(folder, 'links.jsonl');
    await start({ file });
    const [first, second] = [await make(), await make()];
    await call(sandbox, `${v3}/${first.id}/revoke`, { method: 'POST' });
    const before = sandbox.links();
    await sandbox.close();
    await start({ file });
    expect(sandbox.links()).toEqual(before);
    // The same seed draws the same ids; those that are taken are drawn again.
    const third = await make();
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  });

  test('restores payments after a restart, and goes on with them', async () => {
    const file = join(folder, 'links.jsonl');
    const list = async () => (await call(sandbox, '/v3/payment/payment-requests')).body;
    await start({ file });
    const [first, second] = [await make(), await make()];
    sandbox.pay(first.id, 'PDNG');
    sandbox.pay(second.id, 'ACTC');
    nowMs += 1_000;
    sandbox.pay(first.id, 'RJCT');
    const before = [await list(), sandbox.links()];
    await sandbox.close();
    await start({ file });
    expect([await list(), sandbox.links()]).toEqual(before);
    sandbox.pay(second.id, 'PDNG');
    expect(await list()).toMatchObject({ resources: [{ status: 'PDNG' }, { status: 'RJCT' }] });
  });

  test('cannot be opened by a second sandbox until the first is closed', async () => {
    const file = join(folder, 'links.jsonl');
    await start({ file });
    await expect(startSandbox({ file, now: Date.now, random: Math.random })).rejects.toMatchObject({
      failures: [{ code: 'sandbox_file_unusable' }],
    });
    await sandbox.close();
    await start({ file });
  });

  test('is released when the port is taken', async () => {
    const { port } = await start();
    const file = join(folder, 'links.jsonl');
    await expect(startSandbox({ file, port, now: Date.now, random: Math.random })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await start({ file });
  });
});
