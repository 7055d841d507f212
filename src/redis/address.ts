import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

/** The part of ioredis' options with the address of a Redis and our credentials. */
export interface RedisTarget {
  readonly host?: string;
  readonly port?: number;
  /** 4, 6, or 0 for whichever the host has. */
  readonly family?: number;
  /** The path of a unix socket. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** PEM texts. */
  readonly tls?: {
    readonly servername?: string;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
}

/** The address of a Redis: for ioredis, and as text for people, without user or password. */
export interface RedisAddress {
  readonly target: RedisTarget;
  readonly where: string;
}

/**
 * Reads `redis://user:password@host:6379/0`, `rediss://` (TLS) or `unix:///path/to.sock?db=0`; throws an AppError for
 * anything else, which never shows the text.
 */
export function readRedisAddress(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:') {
    const path = decodeURIComponent(url.pathname);
    return { target: { path, ...database(url.searchParams.get('db')) }, where: path };
  }
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw fail('redis_unreachable', message('redis_address_unreadable', {}));
  }
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const port = url.port === '' ? 6379 : Number(url.port);
  const tls = url.protocol === 'rediss:' ? { tls: { servername: host } } : {};
  const target = { host, port, family: 0, ...credentials(url), ...database(url.pathname.slice(1)), ...tls };
  return { target, where: `${url.protocol}//${url.host || 'localhost'}${url.pathname}` };
}

function credentials(url: URL): RedisTarget {
  return {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}

function database(text: string | null): RedisTarget {
  return text === null || text === '' ? {} : { db: Number(text) };
}
