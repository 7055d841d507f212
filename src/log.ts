import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { maskSecrets } from './domain/text/mask.ts';
import { escapedJson, legible, stackLines } from './domain/text/shown.ts';

/** The log of the program: a JSON object or a readable text per line. */
export type Log = Logger;

/** Receives finished lines. */
export interface LogTarget {
  write(line: string): void;
}

/**
 * Creates a log that masks secrets in each finished line. Of an error it logs only type, code, message and stack: errors of an HTTP
 * client carry requests with their headers. Control characters are escaped, so that no value can end a line or reorder it. `level` is
 * one of pino's, or `silent`.
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

/** Masks the line before formatting, while it is one line of JSON, and again afterwards. */
function prettily(): (line: string) => string {
  const layOut = pretty.prettyFactory({
    colorize: false,
    ignore: 'pid',
    translateTime: 'UTC:yyyy-mm-dd"T"HH:MM:ss.l"Z"',
  });
  return (line) => maskSecrets(layOut(JSON.stringify(legibleIn(JSON.parse(maskSecrets(line))))));
}

/** Escapes control characters in every value and field name; a stack keeps its line ends. */
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
