import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bridge } from '../../src/bridge/bridge.ts';
import {
  fixture,
  linkRequest,
  openBridge,
  type RawServer,
  rawAnswer,
  soon,
  startRawServer,
} from './open-bridge.ts';

let answer = '';
let server: RawServer;
let bridge: Bridge;

beforeEach(async () => {
  server = await startRawServer((socket) => socket.write(answer));
  bridge = openBridge(server.url);
});

afterEach(async () => {
  await bridge.close();
  await server.close();
});

const create = (status: number, body: string, headers: string[] = []) => {
  answer = rawAnswer(status, body, headers);
  return bridge.createLink(linkRequest(), soon());
};

const refusal = fixture('error-b-label.json');

describe('a reply to a creation', () => {
  test.each([200, 201])('of %d with id and url is created', async (status) => {
    expect(await create(status, fixture('created.json'))).toEqual({
      kind: 'created',
      ...JSON.parse(fixture('created.json')),
    });
  });

  const silent: [number, string][] = [
    [200, ''],
    [200, '{"id": "7c1f'],
    [200, '<html></html>'],
    [200, '{"id":"7c1f"}'],
    [200, '{"id":"../../7c1f","url":"https://pay.bridgeapi.io/link/a"}'],
    [200, '{"id":"7c1f","url":"javascript:alert(1)"}'],
    [200, '{"id":"7c1f","url":"https://evil.example/link/a"}'],
    [200, '{"id":"7c1f","url":"https://pay.bridgeapi.io.evil.example/link/a"}'],
    [200, `{"id":"7c1f","url":"https://pay.bridgeapi.io/${'a'.repeat(3_000)}"}`],
    [202, fixture('created.json')],
    [204, ''],
    [301, ''],
    [400, '<html></html>'],
    [400, '{"message":"Bad Request"}'],
    [408, refusal],
    [409, refusal],
    [500, refusal],
    [502, '<html>Bad gateway</html>'],
    [503, ''],
  ];
  test.each(silent)('of %d with %j is silent', async (status, body) => {
    expect(await create(status, body)).toMatchObject({ kind: 'silent' });
    expect(server.requests).toHaveLength(1);
  });

  test('that redirects is not followed', async () => {
    await create(301, '', [`Location: ${server.url}/elsewhere`]);
    expect(server.requests).toHaveLength(1);
  });

  test('in an encoding that was not requested is silent', async () => {
    expect(await create(200, fixture('created.json'), ['Content-Encoding: gzip'])).toMatchObject({
      kind: 'silent',
    });
    expect(server.requests[0]?.toLowerCase()).toContain('accept-encoding: identity');
  });

  test.each([400, 404, 415, 422])('of %d with a Bridge error body is refused', async (status) => {
    expect(await create(status, refusal)).toEqual({
      kind: 'refused',
      failure: expect.objectContaining({ code: 'provider_refused', field: 'transactions[0].label' }),
      providerCode: 'payment.transaction.characters_not_allowed',
    });
  });

  test.each([401, 403])('of %d is locked out, whatever its body', async (status) => {
    expect(await create(status, fixture('error-a-credentials.json'))).toMatchObject({ kind: 'lockedOut' });
    expect(await create(status, '<html></html>')).toMatchObject({ kind: 'lockedOut' });
  });

  test('of 429 is busy, with the wait if the answer gives one', async () => {
    expect(await create(429, '')).toEqual({ kind: 'busy' });
    expect(await create(429, refusal, ['Retry-After: 3'])).toEqual({ kind: 'busy', retryAfterMs: 3_000 });
  });

  test('with the secret, an IBAN or an address in its text shows none of them', async () => {
    const { iban } = linkRequest();
    const message = `test-secret of test-client, ${iban}, https://pay.bridgeapi.io/link/a`;
    const reply = await create(400, JSON.stringify({ type: 'invalid_request', message }));
    expect(reply).toMatchObject({ kind: 'refused' });
    const locked = await create(403, message);
    const text = JSON.stringify([reply, locked]);
    for (const hidden of ['test-secret', 'test-client', iban ?? '', 'pay.bridgeapi.io']) {
      expect(text).not.toContain(hidden);
    }
  });
});

describe('a link requested by its id', () => {
  const id = JSON.parse(fixture('link-v3.json')).id as string;
  const ask = (status: number, body: string) => {
    answer = rawAnswer(status, body);
    return bridge.getLink(id);
  };

  test('is found only if the answer is that link', async () => {
    expect(await ask(200, fixture('link-v3.json'))).toMatchObject({ kind: 'found', link: { id } });
    expect(await ask(200, fixture('link-v3.json').replaceAll(id, 'another'))).toMatchObject({
      kind: 'silent',
    });
  });

  test("is absent only by an answer in Bridge's form", async () => {
    expect(await ask(404, fixture('error-a-not-found.json'))).toEqual({ kind: 'absent' });
    expect(await ask(404, '<html>Not found</html>')).toMatchObject({ kind: 'silent' });
  });

  test.each(['', '../a', 'a/b', 'a?b', 'a'.repeat(101)])('%j is not sent as an id', async (wrong) => {
    await expect(bridge.getLink(wrong)).rejects.toThrow(RangeError);
    await expect(bridge.revokeLink(wrong)).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(0);
  });

  test('is revoked by an empty answer and not by a page of HTML', async () => {
    answer = rawAnswer(200, '');
    expect(await bridge.revokeLink(id)).toEqual({ kind: 'revoked' });
    answer = rawAnswer(200, '<html></html>');
    expect(await bridge.revokeLink(id)).toMatchObject({ kind: 'silent' });
    expect(server.requests[0]).toMatch(/^POST \/v3\/payment\/payment-links\/[0-9a-f-]+\/revoke /);
    expect(server.requests[0]).toContain('content-length: 0');
  });
});
