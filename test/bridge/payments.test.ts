import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bridge, BridgeSettings } from '../../src/bridge/bridge.ts';
import { fixture, openBridge, type RawServer, rawAnswer, startRawServer } from './open-bridge.ts';

const id = '7c1f0b1e-52a4-4c7a-9d0e-3f6b8a2c4d10';
const wire = JSON.parse(fixture('payments-last-page-v3.json')).resources[0];
const firstPage = fixture('payments-first-page-v3.json');

/** The server's answers, in order; the last one repeats. */
let answers: string[] = [];
let server: RawServer;
let bridge: Bridge;

beforeEach(async () => {
  server = await startRawServer((socket, _, count) =>
    socket.write(answers[Math.min(count, answers.length) - 1] ?? ''),
  );
  bridge = openBridge(server.url);
});

afterEach(async () => {
  await bridge.close();
  await server.close();
});

const list = (...bodies: unknown[]) => {
  answers = bodies.map((body) => rawAnswer(200, typeof body === 'string' ? body : JSON.stringify(body)));
  return bridge.listPayments(id);
};

describe('the payments of a link', () => {
  const versions: [BridgeSettings['version'], string, string][] = [
    ['2021-06-01', 'payments-last-page-v2.json', '/v2/payment-requests'],
    ['2025-01-15', 'payments-last-page-v3.json', '/v3/payment/payment-requests'],
  ];
  test.each(versions)('of %s read alike, requested by the id of the link', async (version, name, path) => {
    await bridge.close();
    bridge = openBridge(server.url, { version });
    expect(await list(fixture(name))).toEqual({
      kind: 'listed',
      payments: [
        { status: 'PDNG', updatedAt: '2026-11-22T10:12:00.000Z' },
        { status: 'RJCT', updatedAt: '2026-11-22T10:07:00.000Z' },
      ],
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toContain(`GET ${path}?payment_link_id=${id}&limit=50 HTTP`);
  });

  test('may be none', async () => {
    expect(await list({ resources: [] })).toEqual({ kind: 'listed', payments: [] });
  });

  test('with a status of a later version are listed as unknown', async () => {
    const resources = ['ACSP', 'UNKNOWN', 'pdng'].map((status, index) => ({
      ...wire,
      id: `p-${index}`,
      status,
    }));
    expect(await list({ resources })).toMatchObject({
      kind: 'listed',
      payments: [{ status: 'unknown' }, { status: 'unknown' }, { status: 'PDNG' }],
    });
  });

  test('without a link id count as payments of the link', async () => {
    const resources = [
      { id: 'p-1', status: 'CREA' },
      { id: 'p-2', status: 'ACTC', payment_link_id: null },
    ];
    expect(await list({ resources })).toEqual({
      kind: 'listed',
      payments: [{ status: 'CREA' }, { status: 'ACTC' }],
    });
  });

  test('are silent where one of another link is among them', async () => {
    const resources = [wire, { ...wire, id: 'another', payment_link_id: 'another-link' }];
    expect(await list({ resources })).toMatchObject({ kind: 'silent' });
    expect(await list({ resources: [{ ...wire, payment_link_id: '' }] })).toMatchObject({ kind: 'silent' });
  });

  const unreadable: [string, unknown][] = [
    ['no resources', {}],
    ['a payment without a status', { resources: [{ ...wire, status: undefined }] }],
    ['a payment without an id', { resources: [{ ...wire, id: null }] }],
    ['a moment that is none', { resources: [{ ...wire, updated_at: 'soon' }] }],
    ['a link that is no text', { resources: [{ ...wire, payment_link_id: 7 }] }],
    ['more than a page can have', { resources: Array(501).fill(wire) }],
    ['half an answer', '{"resources": ['],
    ['a page of HTML', '<html></html>'],
    [
      'a next page elsewhere',
      { resources: [], pagination: { next_uri: '/v3/payment/payment-links?after=a' } },
    ],
  ];
  test.each(unreadable)('are silent with %s', async (_, body) => {
    expect(await list(body)).toMatchObject({ kind: 'silent' });
  });
});

test('payments on more than one page are silent: the next page may have changed meanwhile', async () => {
  expect(await list(firstPage)).toMatchObject({ kind: 'silent' });
  expect(server.requests).toHaveLength(1);
});

test('a list with the same payment twice is silent', async () => {
  expect(await list({ resources: [wire, wire] })).toMatchObject({ kind: 'silent' });
});

const callFailures: [number, string][] = [
  [429, 'busy'],
  [401, 'lockedOut'],
  [500, 'silent'],
  [400, 'refused'],
];
test.each(callFailures)('an answer of %d is no list of payments', async (status, kind) => {
  answers = [rawAnswer(status, fixture('error-a-body.json'))];
  expect(await bridge.listPayments(id)).toMatchObject({ kind });
});

test.each(['', '../a', 'a/b', 'a?b', 'a&limit=1', 'a'.repeat(101)])(
  '%j is not sent as an id',
  async (wrong) => {
    await expect(bridge.listPayments(wrong)).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(0);
  },
);
