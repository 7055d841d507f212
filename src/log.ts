import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { maskSecrets } from './domain/mask.ts';

/** The program's log: one JSON object a line, or a line for people. */
export type Log = Logger;

/** Takes finished lines; standard error unless told otherwise. */
export interface LogTarget {
  write(line: string): void;
}

/**
 * A log that cannot tell a secret: each finished line is masked whole, at any depth, and of an error only type, code,
 * message and stack are taken (the errors of an HTTP client carry requests with their headers). `level` is one of
 * pino's, or `silent`.
 */
export function createLog(
  level: string,
  format: 'json' | 'pretty' = 'json',
  target: LogTarget = process.stderr,
): Log {
  const shown = format === 'json' ? maskSecrets : prettily();
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutErrors },
    },
    { write: (line: string) => void target.write(shown(line)) },
  );
}

/** Masked before it is laid out, where all stands in one line, and after. */
function prettily(): (line: string) => string {
  const layOut = pretty.prettyFactory({
    colorize: false,
    ignore: 'pid',
    translateTime: 'UTC:yyyy-mm-dd"T"HH:MM:ss.l"Z"',
  });
  return (line) => maskSecrets(layOut(maskSecrets(line)));
}

function withoutErrors(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, readable(value)]));
}

function readable(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = 'code' in value ? value.code : undefined;
  return { type: value.name, code, message: value.message, stack: value.stack };
}
