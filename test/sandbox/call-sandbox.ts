import { readFileSync } from 'node:fs';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** The headers of a call to v3; each may be replaced or, with undefined, left out. */
const standard = {
  'Client-Id': 'test-client',
  'Client-Secret': 'test-secret',
  'Bridge-Version': '2025-01-15',
  'Content-Type': 'application/json',
};

export const v3 = '/v3/payment/payment-links';
export const v2 = '/v2/payment-links';
export const v2Header = { 'Bridge-Version': '2021-06-01' };

/** The answer to a call. */
export interface Got {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Calls the sandbox without the program's own client; a body makes the call a POST. */
export async function call(
  sandbox: Sandbox,
  path: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string | undefined> } = {},
): Promise<Got> {
  const { body, method = body === undefined ? 'GET' : 'POST' } = options;
  const headers = Object.entries({ ...standard, ...options.headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(sandbox.url + path, {
    method,
    headers,
    ...(text !== undefined && { body: text }),
  });
  const answer = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: json ? JSON.parse(answer) : answer, headers: response.headers };
}

/** A reply of Bridge from the fixtures, by its file name. */
export const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/bridge/${name}`, import.meta.url), 'utf8'));

/** The creation whose answers the fixtures show, sent at `fixtureNowMs`. */
export const creation = (change: Record<string, unknown> = {}) => ({
  user: { company_name: 'Example SARL', external_reference: 'customer-17' },
  transactions: [transaction()],
  expired_date: '2026-12-22T10:00:00Z',
  client_reference: 'refund-1001',
  ...change,
});

export const transaction = (change: Record<string, unknown> = {}) => ({
  amount: 120.98,
  currency: 'EUR',
  label: 'Refund 1001',
  end_to_end_id: 'E2E-1001',
  client_reference: 'abc.1.1',
  beneficiary: { first_name: 'Ada', last_name: 'Example', iban: 'FR4014508000406764668712J28' },
  ...change,
});

export const fixtureNowMs = Date.parse('2026-11-22T10:00:00Z');

/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
