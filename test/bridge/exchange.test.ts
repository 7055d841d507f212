import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bridge, createBridge } from '../../src/bridge/bridge.ts';
import { message } from '../../src/i18n/messages.ts';
import {
  clock,
  fixture,
  linkRequest,
  openBridge,
  type RawServer,
  rawAnswer,
  soon,
  startRawServer,
  testSettings,
} from './open-bridge.ts';

const created = rawAnswer(200, fixture('created.json'));
const past = { latestWallMs: 0, latestMonotonicMs: Number.MAX_SAFE_INTEGER };

let server: RawServer;
let bridge: Bridge;

async function against(
  onRequest: Parameters<typeof startRawServer>[0],
  settings: Parameters<typeof openBridge>[1] = {},
) {
  server = await startRawServer(onRequest);
  bridge = openBridge(server.url, settings);
}

afterEach(async () => {
  await bridge.close();
  await server.close();
});

describe('departure:', () => {
  test('a request whose departure has passed writes nothing, and its socket serves the next one', async () => {
    await against((socket) => socket.write(created), { connections: 1 });
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'created' });
    expect(await bridge.createLink(linkRequest(), past)).toEqual({ kind: 'unsent' });
    expect(await bridge.createLink(linkRequest({ reference: 'third' }), soon())).toMatchObject({
      kind: 'created',
    });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]).toContain('"third"');
    expect(server.sockets).toHaveLength(1);
  });

  test('either clock alone stops a request', async () => {
    await against((socket) => socket.write(created));
    const { latestWallMs, latestMonotonicMs } = soon();
    const late = clock.monotonic() - 1;
    expect(await bridge.createLink(linkRequest(), { latestWallMs, latestMonotonicMs: late })).toEqual({
      kind: 'unsent',
    });
    const jumped = { latestWallMs: clock.now() - 1, latestMonotonicMs };
    expect(await bridge.createLink(linkRequest(), jumped)).toEqual({ kind: 'unsent' });
    expect(server.requests).toHaveLength(0);
  });

  test('a request that waits for a socket beyond its departure settles at once and is never sent', async () => {
    let answerFirst = () => {};
    await against(
      (socket, _, count) => {
        if (count === 1) answerFirst = () => socket.write(created);
        else socket.write(created);
      },
      { connections: 1 },
    );
    const first = bridge.createLink(linkRequest(), soon());
    const waiting = await bridge.createLink(linkRequest({ reference: 'waiting' }), soon(50));
    expect(waiting).toEqual({ kind: 'unsent' });
    answerFirst();
    expect(await first).toMatchObject({ kind: 'created' });
    expect(await bridge.createLink(linkRequest({ reference: 'last' }), soon())).toMatchObject({
      kind: 'created',
    });
    expect(server.requests.some((request) => request.includes('"waiting"'))).toBe(false);
    expect(server.requests).toHaveLength(2);
  });

  test('the clocks are read when the connection is open, not when the call is made', async () => {
    await against((socket) => socket.write(created));
    const readings = [0];
    const slow = createBridge(
      { ...testSettings, baseUrl: server.url },
      { now: () => 0, monotonic: () => readings.shift() ?? 10_000 },
    );
    const departure = { latestWallMs: 1, latestMonotonicMs: 5_000 };
    expect(await slow.createLink(linkRequest(), departure)).toEqual({ kind: 'unsent' });
    await slow.close();
    expect(server.requests).toHaveLength(0);
  });
});

describe('a call whose request was sent', () => {
  test('is silent after a timeout, which destroys the socket', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await against(
      (socket, _, count) => {
        if (count === 1) closed = once(socket, 'close');
        else socket.write(created);
      },
      { timeoutMs: 1_500, connections: 1 },
    );
    const reply = await bridge.createLink(linkRequest(), soon());
    expect(reply).toEqual({ kind: 'silent', why: message('bridge_no_answer', { seconds: 1.5 }) });
    await closed;
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'created' });
    expect(server.sockets).toHaveLength(2);
  });

  test('is timed until the end of the body, not to its first byte', async () => {
    await against((socket) => socket.write(created.slice(0, -5)), { timeoutMs: 100 });
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'silent' });
  });

  const cut: [string, string][] = [
    ['before any answer', ''],
    ['in the middle of the header', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['in the middle of the body', created.slice(0, -10)],
    ['after something that is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ];
  test.each(cut)('is silent and not repeated where the connection ends %s', async (_, bytes) => {
    await against((socket) => socket.end(bytes));
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'silent' });
    expect(server.requests).toHaveLength(1);
  });

  test('is silent and not repeated after a reset', async () => {
    await against((socket) => socket.resetAndDestroy());
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'silent' });
    expect(server.requests).toHaveLength(1);
  });

  test('is silent where the socket dies under a second request, which was sent once', async () => {
    await against(
      (socket, _, count) => {
        if (count === 2) socket.resetAndDestroy();
        else socket.write(created);
      },
      { connections: 1 },
    );
    await bridge.createLink(linkRequest(), soon());
    expect(await bridge.createLink(linkRequest({ reference: 'second' }), soon())).toMatchObject({
      kind: 'silent',
    });
    expect(server.requests.filter((request) => request.includes('"second"'))).toHaveLength(1);
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'created' });
  });

  test('never arrives twice, while servers drop idle sockets at any moment', async () => {
    await against(
      (socket, _, count) => {
        socket.write(created);
        if (count % 3 === 0) setImmediate(() => socket.destroy());
        if (count % 5 === 0) socket.end();
      },
      { connections: 2 },
    );
    const replies: string[] = [];
    for (let index = 0; index < 60; index++) {
      const reply = await bridge.createLink(linkRequest({ reference: `race-${index}.` }), soon());
      replies.push(reply.kind);
      const arrived = server.requests.filter((request) => request.includes(`"race-${index}."`)).length;
      expect(arrived).toBeLessThanOrEqual(1);
      if (reply.kind === 'created') expect(arrived).toBe(1);
    }
    expect(replies.filter((kind) => kind === 'created').length).toBeGreaterThan(30);
  });

  test('is silent where the answer is larger than a created link can be', async () => {
    await against((socket) => socket.write(rawAnswer(200, ' '.repeat(2 << 20))));
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({
      kind: 'silent',
      why: message('bridge_answer_too_long', { bytes: 1_048_576 }),
    });
  });

  test('gets the real answer after an informational one', async () => {
    await against((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${created}`));
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'created' });
  });

  test('never gets the second answer to the request before', async () => {
    const other = rawAnswer(200, fixture('created.json').replace('7c1f', 'ffff'));
    await against((socket, _, count) => socket.write(count === 1 ? created + other : created), {
      connections: 1,
    });
    await bridge.createLink(linkRequest(), soon());
    const second = await bridge.createLink(linkRequest(), soon());
    expect(second).toMatchObject({ kind: 'created', id: expect.stringMatching(/^7c1f/) });
  });
});

describe('a call of which certainly nothing was sent', () => {
  test('is down where the connection is refused', async () => {
    await against(() => {});
    const gone = await startRawServer(() => {});
    await gone.close();
    const other = openBridge(gone.url);
    expect(await other.createLink(linkRequest(), soon())).toMatchObject({
      kind: 'down',
      why: { code: 'bridge_connection_failed', params: { words: expect.stringContaining('ECONNREFUSED') } },
    });
    await other.close();
  });

  test('is down where the name is not found', async () => {
    await against(() => {});
    const other = openBridge('http://bridge.invalid');
    expect(await other.createLink(linkRequest(), soon())).toMatchObject({ kind: 'down' });
    await other.close();
  });

  test('is down where the TLS handshake fails', async () => {
    await against(() => {});
    const untrusting = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => untrusting.listen(0, '127.0.0.1', resolve));
    const { port } = untrusting.address() as AddressInfo;
    const other = openBridge(`https://127.0.0.1:${port}`);
    expect(await other.createLink(linkRequest(), soon())).toMatchObject({ kind: 'down' });
    await other.close();
    await new Promise((resolve) => untrusting.close(resolve));
  });

  test('is down after close', async () => {
    await against((socket) => socket.write(created));
    const other = openBridge(server.url);
    await other.close();
    expect(await other.createLink(linkRequest(), soon())).toMatchObject({ kind: 'down' });
  });
});

test('close waits for the call in flight', async () => {
  let arrive: (socket: Socket) => void = () => {};
  const arrived = new Promise<Socket>((resolve) => {
    arrive = resolve;
  });
  await against((socket) => arrive(socket));
  const reply = bridge.createLink(linkRequest(), soon());
  const socket = await arrived;
  const closed = bridge.close();
  socket.write(created);
  expect(await reply).toMatchObject({ kind: 'created' });
  await closed;
  bridge = openBridge(server.url);
});
