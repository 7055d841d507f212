import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { permitFunctions } from '../pace/pace.ts';

type Argument = string | number | Buffer;

/** The ledger's scripts; each file's header gives KEYS, ARGV and what it returns. */
export interface Scripts {
  open(keys: readonly string[], args: readonly Argument[]): Promise<string>;
  'head-batch'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  enter(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  'keep-source'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  purge(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  erase(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'forget-guards'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  rewrap(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'seal-hash-key'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'take-over'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  reject(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  consult(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  claim(keys: readonly string[], args: readonly Argument[]): Promise<[string, ...string[]]>;
  'set-aside'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  settle(keys: readonly string[], args: readonly Argument[]): Promise<string>;
  doubts(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  verdict(keys: readonly string[], args: readonly Argument[]): Promise<string>;
  'look-back'(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  grant(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  retry(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  seal(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  trust(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'clean-stop'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  standing(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  turn(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  decide(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  resume(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  stop(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  note(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  find(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  cancel(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  reissue(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  replace(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  disown(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  due(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  'put-off'(keys: readonly string[], args: readonly Argument[]): Promise<string>;
  'keep-audit'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  extra(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  revoke(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  verify(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'drop-verification'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  misdirected(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  compared(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'end-revocation'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'mend-rows'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'count-rows'(keys: readonly string[], args: readonly Argument[]): Promise<string[]>;
  'set-books'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'keep-record'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'keep-slot'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'post-notice'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
  'settle-notice'(keys: readonly string[], args: readonly Argument[]): Promise<number>;
}

const keyCounts = {
  open: 3,
  'head-batch': 1,
  enter: 1,
  'keep-source': 2,
  purge: 1,
  erase: 3,
  'forget-guards': 1,
  rewrap: 1,
  'seal-hash-key': 2,
  'take-over': 2,
  reject: 2,
  consult: 1,
  claim: 1,
  'set-aside': 1,
  settle: 1,
  doubts: 1,
  verdict: 1,
  'look-back': 1,
  grant: 1,
  retry: 1,
  seal: 2,
  trust: 1,
  'clean-stop': 1,
  standing: 1,
  turn: 1,
  decide: 1,
  resume: 1,
  stop: 1,
  note: 1,
  find: 1,
  cancel: 1,
  reissue: 1,
  replace: 1,
  disown: 1,
  due: 1,
  'put-off': 1,
  'keep-audit': 1,
  extra: 1,
  revoke: 1,
  verify: 1,
  'drop-verification': 1,
  misdirected: 1,
  compared: 1,
  'end-revocation': 1,
  'mend-rows': 1,
  'count-rows': 1,
  'set-books': 1,
  'keep-record': 2,
  'keep-slot': 5,
  'post-notice': 1,
  'settle-notice': 1,
} as const satisfies Record<keyof Scripts, number>;

/**
 * Registers the scripts on a connection. The one place where `ledger` composes `pace`: a claim takes its permit in the same
 * step, so the pace's functions stand in front of every script.
 */
export function defineScripts(redis: Redis): Scripts {
  const functions = permitFunctions + readScript('page') + readScript('life');
  const commands = redis as unknown as Record<string, (...args: Argument[]) => Promise<unknown>>;
  const scripts = Object.entries(keyCounts).map(([name, numberOfKeys]) => {
    const command = `linkmill-${name}`;
    redis.defineCommand(command, { numberOfKeys, lua: functions + readScript(name) });
    return [name, (keys: string[], args: Argument[]) => commands[command]?.(...keys, ...args)];
  });
  return Object.fromEntries(scripts) as Scripts;
}

function readScript(name: string): string {
  return `${readFileSync(new URL(`${name}.lua`, import.meta.url), 'utf8')}\n`;
}
