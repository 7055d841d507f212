import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { permitFunctions } from '../../pace/pace.ts';

type Argument = string | number | Buffer;

interface Script<Answer> {
  /** How many keys it takes. */
  readonly keys: number;
  /** Never set: only carries the type. */
  readonly answer?: Answer;
}

function script<Answer>(keys: number): Script<Answer> {
  return { keys };
}

/** The ledger's scripts: how many keys each takes, and the type of its answer; the header of each file describes the rest. */
const table = {
  open: script<string>(3),
  'head-batch': script<number>(1),
  enter: script<string[]>(1),
  'save-source': script<number>(2),
  purge: script<number>(1),
  erase: script<number>(3),
  'forget-guards': script<number>(1),
  rewrap: script<number>(1),
  'seal-hash-key': script<number>(2),
  'take-over': script<number>(2),
  reject: script<number>(2),
  consult: script<string[]>(1),
  claim: script<[string, ...string[]]>(1),
  'set-aside': script<number>(1),
  settle: script<string>(1),
  doubts: script<string[]>(1),
  verdict: script<string>(1),
  'recovery-scan': script<string[]>(1),
  grant: script<number>(1),
  retry: script<string[]>(1),
  commit: script<number>(2),
  trust: script<number>(1),
  'clean-stop': script<number>(1),
  status: script<string[]>(1),
  lease: script<number>(1),
  decide: script<number>(1),
  resume: script<number>(1),
  stop: script<number>(1),
  note: script<number>(1),
  find: script<string[]>(1),
  cancel: script<number>(1),
  reissue: script<number>(1),
  replace: script<number>(1),
  'unassign-link': script<number>(1),
  due: script<string[]>(1),
  postpone: script<string>(1),
  'save-audit': script<number>(1),
  duplicate: script<number>(1),
  revoke: script<number>(1),
  verify: script<number>(1),
  'drop-verification': script<number>(1),
  misdirected: script<number>(1),
  compared: script<number>(1),
  'end-revocation': script<number>(1),
  'repair-rows': script<number>(1),
  'count-rows': script<string[]>(1),
  'set-books': script<number>(1),
  'save-record': script<number>(2),
  'save-run': script<number>(5),
  'post-notice': script<number>(1),
  'settle-notice': script<number>(1),
};

type Table = typeof table;

export type Scripts = {
  readonly [Name in keyof Table]: (
    keys: readonly string[],
    args: readonly Argument[],
  ) => Promise<Table[Name] extends Script<infer Answer> ? Answer : never>;
};

/**
 * Registers the scripts on a connection. This is the only place where `ledger` uses Lua code of `pace`: a claim takes its permit in the
 * same step, so the pace's functions come before every script.
 */
export function defineScripts(redis: Redis): Scripts {
  const functions = permitFunctions + readScript('entry-record') + readScript('life');
  const commands = redis as unknown as Record<string, (...args: Argument[]) => Promise<unknown>>;
  const scripts = Object.entries(table).map(([name, { keys: numberOfKeys }]) => {
    const command = `linkmill-${name}`;
    redis.defineCommand(command, { numberOfKeys, lua: functions + readScript(name) });
    return [name, (keys: string[], args: Argument[]) => commands[command]?.(...keys, ...args)];
  });
  return Object.fromEntries(scripts) as Scripts;
}

function readScript(name: string): string {
  return `${readFileSync(new URL(`${name}.lua`, import.meta.url), 'utf8')}\n`;
}
