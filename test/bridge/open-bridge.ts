import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type Bridge,
  type BridgeSettings,
  createBridge,
  type Departure,
  type LinkRequest,
} from '../../src/bridge/bridge.ts';
import type { Iban } from '../../src/domain/instruction.ts';

export const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A departure far enough in the future for any call of a test. */
export const soon = (afterMs = 60_000): Departure => ({
  latestWallMs: clock.now() + afterMs,
  latestMonotonicMs: clock.monotonic() + afterMs,
});

/** Settings with test credentials. */
export const testSettings: BridgeSettings = {
  baseUrl: 'http://127.0.0.1',
  version: '2025-01-15',
  clientId: 'test-client',
  clientSecret: 'test-secret',
  timeoutMs: 60_000,
  connections: 10,
};

/** A Bridge client with test credentials for `baseUrl`. */
export const openBridge = (baseUrl: string, settings: Partial<BridgeSettings> = {}): Bridge =>
  createBridge({ ...testSettings, baseUrl, ...settings }, clock);

export const linkRequest = (change: Partial<LinkRequest> = {}): LinkRequest => ({
  reference: 'refund-1001',
  tag: 'abc.1.1',
  endToEndId: 'E2E-1001',
  amountCents: 12_098,
  label: 'Refund 1001',
  iban: 'FR4014508000406764668712J28' as Iban,
  beneficiary: { kind: 'person', firstName: 'Ada', lastName: 'Example' },
  payer: { kind: 'company', companyName: 'Example SARL' },
  payerReference: 'customer-17',
  expiresAt: new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z/, 'Z'),
  ...change,
});

/** A recorded reply of Bridge, by its file name. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/bridge/${name}`, import.meta.url), 'utf8');

/** One HTTP answer as bytes. */
export const rawAnswer = (status: number, body: string, headers: readonly string[] = []): string =>
  [`HTTP/1.1 ${status} Status`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join(
    '\r\n',
  );

/** A server of bare sockets: `onRequest` gets each whole request as text. */
export interface RawServer {
  readonly url: string;
  readonly requests: string[];
  readonly sockets: Socket[];
  close(): Promise<void>;
}

const isWhole = (text: string): boolean => {
  const end = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return end >= 0 && Buffer.byteLength(text.slice(end + 4)) >= length;
};

export async function startRawServer(
  onRequest: (socket: Socket, request: string, count: number) => void,
): Promise<RawServer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (!isWhole(text)) return;
      const request = text;
      text = '';
      requests.push(request);
      onRequest(socket, request, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
