import type { AppError, FailureFamily } from '../domain/failure.ts';

/** 1: nothing was done. 2: the file was refused, or what was done is not all right. */
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

/** How a command ends that a AppError ended. */
export function exitCodeOf({ family }: AppError): 1 | 2 {
  return family === undefined ? 1 : exitCodes[family];
}
