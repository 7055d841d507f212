import { type Failure, Stop } from '../domain/failure.ts';
import type { Message } from '../i18n/messages.ts';

/** The Stop of a machine that cannot give us Redis: nothing was done, exit code 1. */
export function redisStop(code: Failure['code'], detail: Message): Stop {
  return new Stop([{ code, details: [detail] }], 1);
}
