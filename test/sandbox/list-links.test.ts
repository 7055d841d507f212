import { beforeEach, describe, expect, test } from '@jest/globals';
import { judgeCreation } from '../../src/sandbox/judge-creation.ts';
import { LinkStore } from '../../src/sandbox/link-store.ts';
import { listLinks } from '../../src/sandbox/list-links.ts';
import { creation, fixtureNowMs, seeded } from './call-sandbox.ts';

const path = '/v3/payment/payment-links';
let store: LinkStore;
let ids: string[];

function make(atMs: number): string {
  const judged = judgeCreation(creation(), 'v3', { maxLabelLength: 140, maxAmount: 35_000 }, fixtureNowMs);
  if ('status' in judged) throw new Error('refused');
  return store.make(judged, atMs).id;
}

/** Ten links, one a second. */
beforeEach(() => {
  store = new LinkStore(seeded(3), () => {});
  ids = Array.from({ length: 10 }, (_, second) => make(fixtureNowMs + second * 1_000));
});

function list(query: Record<string, string> | string, hiddenMs = 0) {
  const moment = { nowMs: fixtureNowMs + 10_000, hiddenMs };
  const answer = listLinks(store, 'v3', path, new URLSearchParams(query), moment);
  const body = answer.body as { resources?: { id: string }[]; pagination?: { next_uri?: string } };
  return {
    status: answer.status,
    ids: body.resources?.map((link) => link.id),
    next: body.pagination?.next_uri,
  };
}

const at = (second: number) => new Date(fixtureNowMs + second * 1_000).toISOString();
const newestFirst = (first: number, last: number) => ids.slice(first, last + 1).reverse();

describe('a list', () => {
  test('is newest first, from since to until, both inclusive', () => {
    expect(list({}).ids).toEqual(newestFirst(0, 9));
    expect(list({ since: at(3), until: at(6) }).ids).toEqual(newestFirst(3, 6));
    expect(list({ since: at(3.001) }).ids).toEqual(newestFirst(4, 9));
    expect(list({ until: at(-1) }).ids).toEqual([]);
    expect(list({ since: at(20) }).ids).toEqual([]);
  });

  test('has no next page when it ends exactly at its limit', () => {
    expect(list({ limit: '10' })).toMatchObject({ next: undefined });
    expect(list({ limit: '9' }).next).toBeDefined();
  });

  test('continues after its last item, whatever was made meanwhile', () => {
    const first = list({ limit: '4', since: at(2) });
    make(fixtureNowMs + 10_000);
    const second = list(first.next?.split('?')[1] ?? '');
    expect([...(first.ids ?? []), ...(second.ids ?? [])]).toEqual(newestFirst(2, 9));
    expect(second.next).toBeUndefined();
  });

  test('of one status shows that status only, in any case', () => {
    store.end(ids[4] ?? '', 'revoked', fixtureNowMs);
    expect(list({ status: 'REVOKED' }).ids).toEqual([ids[4]]);
    expect(list({ status: 'valid', limit: '500' }).ids).toHaveLength(9);
  });

  test('leaves out what is younger than the delay', () => {
    expect(list({}, 3_000).ids).toEqual(newestFirst(0, 7));
  });

  test('shows fifty items by default, at most 500', () => {
    for (let index = 0; index < 50; index++) make(fixtureNowMs + 10_000);
    expect(list({}).ids).toHaveLength(50);
    expect(list({ limit: '500' }).ids).toHaveLength(60);
  });

  test.each([
    { limit: '0' },
    { limit: '501' },
    { limit: 'x' },
    { since: 'soon' },
    { after: 'x' },
    { status: 'paid' },
  ])('with %j is refused', (query) => {
    expect(list(query as unknown as Record<string, string>).status).toBe(400);
  });

  test('stays in order when the clock is set back', () => {
    make(fixtureNowMs - 60_000);
    expect(list({ since: at(9) }).ids).toHaveLength(2);
  });
});
