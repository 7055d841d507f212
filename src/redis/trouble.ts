import { type Failure, Stop } from '../domain/failure.ts';

/** The `code` of an error of Node or ioredis, for instance `ECONNREFUSED`; empty where it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** The Stop of a machine that cannot give us Redis: nothing was done, exit code 1. */
export function redisStop(code: Failure['code'], detail: string): Stop {
  return new Stop([{ code, detail }], 1);
}
