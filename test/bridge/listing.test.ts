import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bridge } from '../../src/bridge/bridge.ts';
import { fixture, openBridge, type RawServer, rawAnswer, startRawServer } from './open-bridge.ts';

let answer = '';
let server: RawServer;
let bridge: Bridge;
const window = { since: Date.parse('2026-11-22T09:00:00Z'), until: Date.parse('2026-11-22T11:00:00Z') };

beforeEach(async () => {
  server = await startRawServer((socket) => socket.write(answer));
  bridge = openBridge(server.url);
});

afterEach(async () => {
  await bridge.close();
  await server.close();
});

const list = (body: unknown, headers: string[] = []) => {
  answer = rawAnswer(200, typeof body === 'string' ? body : JSON.stringify(body), headers);
  return bridge.listLinks(window);
};

const link = {
  id: '7c1f0b1e-52a4-4c7a-9d0e-3f6b8a2c4d10',
  url: `https://pay.bridgeapi.io/link/${'0123456789abcdef'.repeat(4)}`,
  status: 'valid',
  reference: 'refund-1001',
  tag: 'abc.1.1',
  amountCents: 12_098,
  label: 'Refund 1001',
  ibanEnds: 'FR40…J28',
  transactionCount: 1,
  currency: 'EUR',
  iban: { head: 'FR40', tail: 'J28' },
  beneficiaryName: 'Ada Example',
  endToEndId: 'E2E-1001',
  payer: { kind: 'company', companyName: 'Example SARL' },
  expiresAt: '2026-12-22T10:00:00.000Z',
  createdAt: '2026-11-22T10:00:00.000Z',
};

describe('a list of links', () => {
  test.each(['list-last-page-v2.json', 'list-last-page-v3.json'])(
    'in %s has one link and no next page',
    async (name) => {
      expect(await list(fixture(name))).toEqual({ kind: 'listed', links: [link] });
    },
  );

  test('is requested with its window in one query', async () => {
    await list(fixture('list-last-page-v3.json'));
    expect(server.requests[0]).toMatch(
      /^GET \/v3\/payment\/payment-links\?limit=500&since=2026-11-22T09%3A00%3A00.000Z&until=2026-11-22T11%3A00%3A00.000Z /,
    );
  });

  test("continues with the provider's own query, on our path", async () => {
    const listing = await list(fixture('list-first-page-v3.json'));
    if (listing.kind !== 'listed' || listing.next === undefined) throw new Error('no next page');
    await bridge.listLinks({ ...window, next: listing.next });
    expect(server.requests[1]).toMatch(/^GET \/v3\/payment\/payment-links\?limit=1&since=\S+&after=MQ HTTP/);
  });

  test.each([
    'https://example.com/v3/payment/payment-links?after=a',
    '/v3/elsewhere?after=a',
    '//example.com/?a',
    '',
  ])('with a next page at %j is neither followed nor taken for complete', async (next) => {
    expect(await list({ resources: [], pagination: { next_uri: next } })).toMatchObject({ kind: 'silent' });
  });

  test('with a `next` that is no query is not requested', async () => {
    await expect(bridge.listLinks({ ...window, next: '/v2/other?a' })).rejects.toThrow(RangeError);
  });

  test("gives the provider's time", async () => {
    const listing = await list({ resources: [] }, ['Date: Sun, 22 Nov 2026 10:00:00 GMT']);
    expect(listing).toEqual({ kind: 'listed', links: [], providerTimeMs: window.since + 3_600_000 });
  });

  const wire = JSON.parse(fixture('link-v3.json'));
  const unreadable: [string, unknown][] = [
    ['no resources', {}],
    ['a link without a date of creation', { resources: [{ ...wire, created_at: undefined }] }],
    ['a reference that is no text', { resources: [{ ...wire, client_reference: 1001 }] }],
    ['an id that is no id', { resources: [{ ...wire, id: '../x' }] }],
    ['more links than a page can have', { resources: Array(501).fill(wire) }],
    ['half an answer', '{"resources": ['],
  ];
  test.each(unreadable)('with %s is silent, since a link of ours may be in it', async (_, body) => {
    expect(await list(body)).toMatchObject({ kind: 'silent' });
  });

  test('with a status of a later version is read all the same', async () => {
    const listing = await list({ resources: [{ ...wire, status: 'paused' }] });
    expect(listing).toMatchObject({ links: [{ id: wire.id, status: 'unknown' }] });
  });

  test('with a link at a foreign host is read, and names the host', async () => {
    const listing = await list({ resources: [{ ...wire, link: 'https://evil.example/link/a' }, wire] });
    expect(listing).toMatchObject({ links: [{ id: wire.id, strangeHost: 'evil.example' }, { id: wire.id }] });
    expect(listing.kind === 'listed' && listing.links[1]).not.toHaveProperty('strangeHost');
  });

  test('with links of others has what is known of each', async () => {
    const bare = { id: wire.id, link: wire.link, status: 'COMPLETED', created_at: wire.created_at };
    const bulk = { ...wire, transactions: [...wire.transactions, ...wire.transactions] };
    const listing = await list({ resources: [bare, bulk] });
    const { id, url, createdAt } = link;
    expect(listing).toEqual({
      kind: 'listed',
      links: [
        { id, url, createdAt, status: 'completed' },
        {
          id,
          url,
          createdAt,
          status: 'valid',
          reference: link.reference,
          payer: link.payer,
          expiresAt: link.expiresAt,
          transactionCount: 2,
        },
      ],
    });
  });

  test('of 10 MB is read', async () => {
    const resources = Array(500).fill({ ...wire, padding: 'x'.repeat(20_000) });
    expect(await list({ resources, pagination: {} })).toMatchObject({ kind: 'listed' });
  });
});
