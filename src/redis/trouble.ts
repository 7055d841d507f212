import { type Failure, Stop } from '../domain/failure.ts';

/** The Stop of a machine that cannot give us Redis: nothing was done, exit code 1. */
export function redisStop(code: Failure['code'], detail: string): Stop {
  return new Stop([{ code, detail }], 1);
}
