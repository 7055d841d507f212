import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { call, creation, fixture, fixtureNowMs, seeded, v2Header, v3 } from './call-sandbox.ts';

const path = '/v3/payment/payment-requests';
const minuteMs = 60_000;
let nowMs: number;
let sandbox: Sandbox;
let link: string;

interface List {
  readonly resources: Record<string, unknown>[];
  readonly pagination: { readonly next_uri?: string };
}

const make = async () => ((await call(sandbox, v3, { body: creation() })).body as { id: string }).id;

beforeEach(async () => {
  nowMs = fixtureNowMs;
  sandbox = await startSandbox({ now: () => nowMs, random: seeded(5) });
  link = await make();
});

afterEach(() => sandbox.close());

/** A payment at a minute after the link was made, given a status at another. */
function payAt(minute: number, status: Parameters<Sandbox['pay']>[1]) {
  nowMs = fixtureNowMs + minute * minuteMs;
  sandbox.pay(link, status);
}

const list = async (query: Record<string, string> = {}) =>
  (await call(sandbox, `${path}?${new URLSearchParams(query)}`)).body as List;

const statuses = async (query: Record<string, string> = {}) =>
  (await list(query)).resources.map(({ status }) => status);

describe('a list of payments', () => {
  test('is shown as in the fixtures, in both versions', async () => {
    payAt(5, 'CREA');
    payAt(7, 'RJCT');
    payAt(10, 'ACTC');
    payAt(12, 'PDNG');
    const query = `?payment_link_id=${link}`;
    const lists = [
      [await call(sandbox, path + query), fixture('payments-last-page-v3.json')],
      [
        await call(sandbox, `/v2/payment-requests${query}`, { headers: v2Header }),
        fixture('payments-last-page-v2.json'),
      ],
    ];
    for (const [got, shape] of lists) {
      const { resources, pagination } = got.body as List;
      const named = resources.map((payment, index) => ({
        ...payment,
        id: shape.resources[index].id,
        payment_link_id: shape.resources[index].payment_link_id,
      }));
      expect({ resources: named, pagination }).toEqual(shape);
      expect(resources.map((payment) => Object.keys(payment))).toEqual(shape.resources.map(Object.keys));
      expect(resources.map((payment) => payment.payment_link_id)).toEqual([link, link]);
    }
  });

  test('names its next page as in the fixture', async () => {
    payAt(1, 'CREA');
    payAt(2, 'CREA');
    const { next_uri: shape } = fixture('payments-first-page-v3.json').pagination;
    const { pagination } = await list({ payment_link_id: link, limit: '1' });
    expect(pagination.next_uri?.replace(link, '7c1f0b1e-52a4-4c7a-9d0e-3f6b8a2c4d10')).toBe(shape);
    const second = (await call(sandbox, pagination.next_uri ?? '')).body as List;
    expect([second.resources.length, second.pagination]).toEqual([1, {}]);
  });

  test('of a link shows its own payments only, without a filter all', async () => {
    payAt(1, 'RJCT');
    const other = await make();
    sandbox.pay(other, 'PDNG');
    expect(await statuses({ payment_link_id: other })).toEqual(['PDNG']);
    expect(await statuses({ payment_link_id: 'never-was' })).toEqual([]);
    expect(await statuses()).toEqual(['PDNG', 'RJCT']);
  });

  test('filters by status and dates of creation', async () => {
    payAt(1, 'RJCT');
    payAt(2, 'CREA');
    payAt(3, 'ACTC');
    expect(await statuses({ status: 'RJCT' })).toEqual(['RJCT']);
    expect(await statuses({ since: new Date(fixtureNowMs + 2 * minuteMs).toISOString() })).toEqual(['ACTC']);
    expect(await statuses({ until: new Date(fixtureNowMs + minuteMs).toISOString() })).toEqual(['RJCT']);
  });

  test('leaves out what is younger than the listing delay', async () => {
    sandbox.setFaults({ listingDelayMs: minuteMs });
    payAt(1, 'CREA');
    expect(await statuses()).toEqual([]);
    nowMs += minuteMs;
    expect(await statuses()).toEqual(['CREA']);
  });

  test.each([{ limit: '0' }, { status: 'PAID' }, { since: 'soon' }, { after: 'x' }])(
    'with %j is refused',
    async (query) => {
      const search = new URLSearchParams(query as unknown as Record<string, string>);
      expect((await call(sandbox, `${path}?${search}`)).status).toBe(400);
    },
  );

  test('cannot be posted to, and has no payments below it', async () => {
    expect((await call(sandbox, path, { body: {} })).status).toBe(404);
    expect((await call(sandbox, `${path}/a`)).status).toBe(404);
  });
});
