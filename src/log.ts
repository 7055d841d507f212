import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { maskSecrets } from './domain/text/mask.ts';
import { escapedJson, legible, stackLines } from './domain/text/shown.ts';

/** The program's log: one JSON object a line, or a line for people. */
export type Log = Logger;

/** Takes finished lines; standard error unless told otherwise. */
export interface LogTarget {
  write(line: string): void;
}

/**
 * A log that cannot tell a secret: each finished line is masked whole, at any depth, and of an error only type, code,
 * message and stack are taken (the errors of an HTTP client carry requests with their headers). No value ends a line or changes the
 * order of one. `level` is one of pino's, or `silent`.
 */
export function createLog(
  level: string,
  format: 'json' | 'pretty' = 'json',
  target: LogTarget = process.stderr,
): Log {
  const shown = format === 'json' ? (line: string) => escapedJson(maskSecrets(line)) : prettily();
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
  return (line) => maskSecrets(layOut(JSON.stringify(legibleIn(JSON.parse(maskSecrets(line))))));
}

/** Every text of a line, names of fields too; a stack has its lines. */
function legibleIn(value: unknown, name = ''): unknown {
  if (typeof value === 'string')
    return name === 'stack' ? value.split('\n').map(legible).join('\n') : legible(value);
  if (Array.isArray(value)) return value.map((one) => legibleIn(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [legible(key), legibleIn(one, key)]));
}

function withoutErrors(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, readable(value)]));
}

function readable(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = 'code' in value ? value.code : undefined;
  return { type: value.name, code, message: value.message, stack: stackLines(value).join('\n') };
}
