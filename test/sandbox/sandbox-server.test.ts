import { afterEach, describe, expect, test } from '@jest/globals';
import { type Faults, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { call, creation, fixtureNowMs, seeded, transaction, v2, v2Header, v3 } from './call-sandbox.ts';

let nowMs = fixtureNowMs;
let sandbox: Sandbox;

async function start(options: Partial<SandboxOptions> = {}) {
  nowMs = fixtureNowMs;
  sandbox = await startSandbox({ now: () => nowMs, random: seeded(7), ...options });
}

afterEach(() => sandbox.close());

const create = (reference = 'refund-1001') =>
  call(sandbox, v3, { body: creation({ client_reference: reference }) });
const shownIban = (link: unknown) =>
  (link as { transactions: { beneficiary: { iban: string } }[] }).transactions[0]?.beneficiary.iban ?? '';
const lost = { message: expect.stringMatching(/fetch failed|terminated/) };

describe('limits', () => {
  const limits = [
    { count: 3, windowMs: 1_000 },
    { count: 5, windowMs: 10_000 },
  ];

  test('hold in any sliding window, for calls of every kind', async () => {
    await start({ limits });
    const statuses: number[] = [];
    for (const atMs of [0, 400, 800, 900, 1_000, 1_399, 1_400, 2_400, 9_999, 10_000]) {
      nowMs = fixtureNowMs + atMs;
      statuses.push((await call(sandbox, v3)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 200, 429, 200, 429, 429, 200]);
    expect(sandbox.stats()).toMatchObject({
      calls: 10,
      answered429: 4,
      peaks: [
        { count: 3, windowMs: 1_000, peak: 5 },
        { count: 5, windowMs: 10_000, peak: 9 },
      ],
    });
  });

  test('send Retry-After only if set to', async () => {
    await start({ limits: [{ count: 1, windowMs: 5_000 }] });
    await create();
    const silent = await create();
    expect(silent).toMatchObject({ status: 429, body: { type: 'too_many_requests' } });
    expect(silent.headers.get('retry-after')).toBeNull();
    await sandbox.close();
    await start({ limits: [{ count: 1, windowMs: 5_000 }], announcesRetryAfter: true });
    await create();
    expect((await create()).headers.get('retry-after')).toBe('5');
  });
});

describe('faults', () => {
  test.each([
    ['v3', v3, {}],
    ['v2', v2, v2Header],
  ])(
    '%s: accounts are swapped after so many links, and shown masked by id and in lists',
    async (_, path, headers) => {
      await start({ faults: { substituteIban: { share: 1, after: 1 } } });
      for (const reference of ['first', 'second'])
        await call(sandbox, path, { body: creation({ client_reference: reference }), headers });
      const ends: string[] = [];
      for (const { id } of sandbox.links()) {
        const { body } = await call(sandbox, `${path}/${id}`, { headers });
        ends.push(shownIban(body));
      }
      expect(ends).toEqual([`FR40${'X'.repeat(20)}J28`, `FR23${'X'.repeat(20)}H67`]);
      const { body } = await call(sandbox, path, { headers });
      expect((body as { resources: unknown[] }).resources.map(shownIban)).toEqual(ends.toReversed());
      expect(sandbox.stats().faults).toEqual({ substituteIban: 1 });
    },
  );

  test('hidden IBANs are absent, the names beside them are not', async () => {
    await start({ faults: { hidesIbans: true } });
    await create();
    const { body } = await call(sandbox, `${v3}/${sandbox.links()[0]?.id}`);
    expect(body).toMatchObject({ transactions: [{ beneficiary: { first_name: 'Ada' } }] });
    expect(shownIban(body)).toBe('');
  });

  test('a link without an IBAN leads to the account of the dashboard', async () => {
    await start();
    const { beneficiary: _, ...open } = transaction();
    await call(sandbox, v3, { body: creation({ transactions: [open] }) });
    const { body } = await call(sandbox, `${v3}/${sandbox.links()[0]?.id}`);
    expect(shownIban(body)).toBe(`FR23${'X'.repeat(20)}H67`);
  });

  test('an answer lost after commit leaves a link', async () => {
    await start({ faults: { answerLostAfterCommit: 1 } });
    await expect(create()).rejects.toMatchObject(lost);
    expect(sandbox.links()).toHaveLength(1);
  });

  test('a late commit is made after the delay and never answered', async () => {
    await start({ faults: { lateCommit: { share: 1, delayMs: 60 } } });
    const answer = create();
    await expect(answer).rejects.toMatchObject(lost);
    expect(sandbox.links()).toHaveLength(1);
  });

  test('a late commit comes even if the client has gone, and not after the sandbox was closed', async () => {
    await start({ faults: { lateCommit: { share: 1, delayMs: 1_000 } } });
    const headers = { 'Client-Id': 'a', 'Client-Secret': 'b', 'Bridge-Version': '2025-01-15' };
    const client = new AbortController();
    const given = fetch(sandbox.url + v3, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(creation()),
      signal: client.signal,
    });
    await waitUntil('the call has come', () => sandbox.stats().calls === 1);
    client.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect(sandbox.links()).toHaveLength(0);
    await expect(create()).rejects.toMatchObject(lost);
    expect(sandbox.links()).toHaveLength(2);
    const dropped = create();
    await expect(Promise.all([dropped, sandbox.close()])).rejects.toMatchObject(lost);
    expect(sandbox.links()).toHaveLength(2);
  });

  const erring: [keyof Faults, number, number][] = [
    ['errorBeforeCommit', 500, 0],
    ['errorAfterCommit', 500, 1],
    ['garbage', 200, 1],
  ];
  test.each(erring)('%s answers %d and leaves %d links', async (fault, status, links) => {
    await start({ faults: { [fault]: 1 } });
    expect((await create()).status).toBe(status);
    expect(sandbox.links()).toHaveLength(links);
  });

  test('a garbage answer is a page of HTML', async () => {
    await start({ faults: { garbage: 1 } });
    expect((await create()).body).toContain('<html>');
  });

  test('busy answers any call with or without Retry-After and does nothing', async () => {
    await start({ faults: { busy: { share: 1 } } });
    expect((await create()).headers.get('retry-after')).toBeNull();
    sandbox.setFaults({ busy: { share: 1, retryAfterSeconds: 3 } });
    const list = await call(sandbox, v3);
    expect([list.status, list.headers.get('retry-after')]).toEqual([429, '3']);
    expect(sandbox.links()).toHaveLength(0);
  });

  test('a slow call is done at once and answered later', async () => {
    await start({ faults: { slow: { share: 1, delayMs: 80 } } });
    const startedMs = performance.now();
    expect((await create()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(79);
  });

  test('a listing delay hides new links from lists but not from a get by id', async () => {
    await start({ faults: { listingDelayMs: 5_000 } });
    const { id } = (await create()).body as { id: string };
    const listed = async () => ((await call(sandbox, v3)).body as { resources: unknown[] }).resources.length;
    nowMs += 4_999;
    expect(await listed()).toBe(0);
    expect((await call(sandbox, `${v3}/${id}`)).status).toBe(200);
    nowMs += 1;
    expect(await listed()).toBe(1);
  });

  test('a lost revocation is done and not answered', async () => {
    await start({ faults: { revokeLost: 1 } });
    const { id } = (await create()).body as { id: string };
    await expect(call(sandbox, `${v3}/${id}/revoke`, { method: 'POST' })).rejects.toMatchObject(lost);
    expect((await call(sandbox, `${v3}/${id}`)).body).toMatchObject({ status: 'revoked' });
    // A refused revocation is answered: nothing was done whose answer could be lost.
    expect((await call(sandbox, `${v3}/${id}/revoke`, { method: 'POST' })).status).toBe(400);
  });

  test('a gap skips the first link of a following page, and nothing where there is none', async () => {
    await start();
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift(((await create()).body as { id: string }).id);
    sandbox.setFaults({ listingGaps: 1 });
    const listed: string[][] = [];
    for (let next: string | undefined = `${v3}?limit=2`; next !== undefined; ) {
      const { resources, pagination } = (await call(sandbox, next)).body as {
        resources: { id: string }[];
        pagination: { next_uri?: string };
      };
      listed.push(resources.map(({ id }) => id));
      next = pagination.next_uri;
    }
    expect(listed).toEqual([
      [made[0], made[1]],
      [made[3], made[4]],
    ]);
    expect((await call(sandbox, `${v3}?limit=5`)).body).toMatchObject({
      resources: made.map((id) => ({ id })),
    });
  });

  const referenceOf = (answer: Awaited<ReturnType<typeof create>>) =>
    sandbox.links().find(({ id }) => id === (answer.body as { id: string }).id)?.body.client_reference;

  test('two creations at the same moment get swapped answers', async () => {
    await start({ faults: { swapAnswers: 1 } });
    const answered = await Promise.all(['a', 'b'].map(create));
    expect(answered.map(referenceOf)).toEqual(['b', 'a']);
    for (const { status, body } of answered) {
      const { id, url } = body as { id: string; url: string };
      expect([status, sandbox.links().find((link) => link.id === id)?.url]).toEqual([200, url]);
    }
  });

  test('a creation with no other to swap with gets its own answer in the end', async () => {
    await start({ faults: { swapAnswers: 1 } });
    expect(referenceOf(await create('alone'))).toBe('alone');
    expect(referenceOf(await create('alone too'))).toBe('alone too');
  });

  test('of three creations at the same moment two are swapped', async () => {
    await start({ faults: { swapAnswers: 1 } });
    const answered = await Promise.all(['a', 'b', 'c'].map(create));
    const own = answered.filter((answer, index) => referenceOf(answer) === ['a', 'b', 'c'][index]);
    expect(own).toHaveLength(1);
    expect(answered.map(referenceOf).toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('locked out answers 401 to everything', async () => {
    await start({ faults: { lockedOut: true } });
    expect([(await create()).status, (await call(sandbox, v3)).status]).toEqual([401, 401]);
  });

  test('a share of calls is hit, and the same calls with the same seed', async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      await start({ faults: { errorBeforeCommit: 0.1, errorAfterCommit: 0.05 } });
      const statuses: string[] = [];
      for (let index = 0; index < 300; index++) statuses.push(String((await create(`r-${index}`)).status));
      runs.push(statuses);
      if (run === 0) await sandbox.close();
    }
    expect(runs[0]).toEqual(runs[1]);
    const failed = runs[0]?.filter((status) => status === '500').length;
    expect(failed).toBeGreaterThan(20);
    expect(failed).toBeLessThan(75);
  });
});

describe('the control paths', () => {
  test('switch faults while running and show the stats, without counting as calls', async () => {
    await start();
    const set = await call(sandbox, '/sandbox/faults', { body: { errorBeforeCommit: 1 } });
    expect(set).toMatchObject({ status: 200, body: { errorBeforeCommit: 1 } });
    expect((await create()).status).toBe(500);
    await call(sandbox, '/sandbox/faults', { body: {} });
    expect((await create()).status).toBe(200);
    expect((await call(sandbox, '/sandbox/stats')).body).toEqual(JSON.parse(JSON.stringify(sandbox.stats())));
    expect(sandbox.stats().calls).toBe(2);
  });

  test('move payments, without counting as calls', async () => {
    await start();
    const { id } = (await create()).body as { id: string };
    const pay = (body: unknown) => call(sandbox, '/sandbox/payments', { body });
    expect(await pay({ link: id, status: 'PDNG' })).toMatchObject({
      status: 200,
      body: { link: id, status: 'PDNG' },
    });
    expect((await pay({ link: id, status: 'RJCT' })).status).toBe(200);
    expect((await pay({ link: id, status: 'CREA' })).status).toBe(400);
    expect((await pay({ link: 'never-was', status: 'CREA' })).status).toBe(404);
    for (const body of [{ link: id }, { link: id, status: 'PAID' }, { id, status: 'CREA' }, '{', '[]']) {
      expect((await pay(body)).status).toBe(400);
    }
    expect((await call(sandbox, '/sandbox/payments')).status).toBe(404);
    expect(sandbox.stats()).toMatchObject({ calls: 1, liveLinks: 1, callsByKind: { payments: 0 } });
  });

  test('refuse an unknown fault and leave the present ones as they are', async () => {
    await start({ faults: { errorBeforeCommit: 1 } });
    for (const body of [{ errorBeforeComit: 1 }, { garbage: 2 }, { swapAnswers: true }, '{', '[]']) {
      expect((await call(sandbox, '/sandbox/faults', { body })).status).toBe(400);
    }
    expect((await call(sandbox, '/sandbox/faults', { body: ' '.repeat(100_000) })).status).toBe(413);
    expect((await call(sandbox, '/sandbox/other')).status).toBe(404);
    expect((await create()).status).toBe(500);
  });
});
