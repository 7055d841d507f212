import { Axios, type InternalAxiosRequestConfig } from 'axios';
import { Pool } from 'undici';
import { type BridgeClock, type Departure, type Exchange, ExchangeHandler } from './exchange.ts';

/** Where Bridge is, and the credentials to call it with. */
export interface BridgeSettings {
  /** Without the version part: `https://api.bridgeapi.io`. */
  readonly baseUrl: string;
  readonly version: '2021-06-01' | '2025-01-15';
  readonly clientId: string;
  readonly clientSecret: string;
  /** From the hand-over of a request to the socket until the end of its answer. */
  readonly timeoutMs: number;
  /** Hosts that links may have; by default Bridge's own. */
  readonly linkHosts?: readonly string[];
  /** The maximum number of open sockets. */
  readonly connections: number;
}

/** One call of the provider's API; `path` begins with a slash and includes the query. */
export interface ProviderCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly maxBytes: number;
}

/** The HTTP transport: every call resolves to an exchange; no type or error of the HTTP libraries gets out. */
export interface ProviderHttp {
  ask(call: ProviderCall, departure?: Departure): Promise<Exchange>;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;
const idleSocketMs = 4_000;

const openPool = (origin: string, connections: number): Pool =>
  new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: idleSocketMs,
    keepAliveMaxTimeout: idleSocketMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
  });

/** The bare class: axios' ready-made instance has defaults that cost more than the call itself. */
const openClient = (settings: BridgeSettings, pathPrefix: string): Axios =>
  new Axios({
    baseURL: pathPrefix,
    proxy: false,
    maxRedirects: 0,
    headers: {
      'Client-Id': settings.clientId,
      'Client-Secret': settings.clientSecret,
      'Bridge-Version': settings.version,
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
    },
    transformRequest: (body: unknown) => (body === undefined ? undefined : JSON.stringify(body)),
  });

/**
 * An axios client over a socket pool of our own: one call at a time on a socket, no redirects, no retries, no proxy,
 * and no time limits of undici, since the exchange has the only one.
 */
export function createProviderHttp(settings: BridgeSettings, clock: BridgeClock): ProviderHttp {
  const { origin, pathname } = new URL(settings.baseUrl);
  const pool = openPool(origin, settings.connections);
  const client = openClient(settings, pathname.replace(/\/+$/, ''));

  const send = (config: InternalAxiosRequestConfig, call: ProviderCall, departure?: Departure) =>
    new Promise<Exchange>((resolve) => {
      const terms = { clock, timeoutMs: settings.timeoutMs, maxBytes: call.maxBytes };
      const handler = new ExchangeHandler(departure ? { ...terms, departure } : terms, resolve);
      const path = `${config.baseURL}${config.url}`;
      const headers = config.headers.toJSON() as Record<string, string>;
      pool.dispatch({ method: call.method, path, headers, body: config.data ?? null }, handler);
    });

  return {
    async ask(call, departure) {
      const answer = await client.request<Exchange>({
        method: call.method,
        url: call.path,
        data: call.body,
        // The adapter always resolves: an AxiosError would carry the client secret.
        adapter: async (config) => {
          const data = await send(config, call, departure);
          return {
            data,
            status: data.kind === 'answered' ? data.status : 0,
            statusText: '',
            headers: {},
            config,
          };
        },
      });
      return answer.data;
    },
    close: () => pool.close(),
  };
}
