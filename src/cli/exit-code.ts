import type { AppError, FailureFamily } from '../domain/failure.ts';

/** 1: nothing was done. 2: the file was refused, or something needs a person's attention. */
const exitCodes: Readonly<Record<FailureFamily, 1 | 2>> = {
  invalid: 1,
  forbidden: 1,
  not_found: 1,
  conflict: 1,
  unacceptable: 2,
  held: 2,
  unavailable: 1,
  unproven: 2,
};

/** The exit code of a command that failed with this error. */
export function exitCodeOf({ family }: AppError): 1 | 2 {
  return family === undefined ? 1 : exitCodes[family];
}
