import { type FailureCode, Stop } from '../domain/failure.ts';

/** A stop for a file that is refused whole for its content: exit code 2. */
export function fileStop(code: FailureCode, detail?: string): Stop {
  return new Stop([detail === undefined ? { code } : { code, detail }], 2);
}
