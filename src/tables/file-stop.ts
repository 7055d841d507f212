import { type FailureCode, Stop } from '../domain/failure.ts';
import type { Message } from '../i18n/messages.ts';

/** A stop for a file that is refused whole for its content: exit code 2. */
export function fileStop(code: FailureCode, detail?: Message): Stop {
  return new Stop([detail === undefined ? { code } : { code, details: [detail] }], 2);
}
