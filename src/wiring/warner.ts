import type { Mill } from '../actions/mill.ts';
import { maskSecrets } from '../domain/mask.ts';
import type { Log } from '../log.ts';

/** The same message is said again after this long, in ms; the log has each one. */
const sayAgainMs = 30_000;

/** Tells the log, and people once in a while; `now` in ms. */
export function createWarner(say: (line: string) => void, log: Log, now: () => number): Mill['warn'] {
  const saidAt = new Map<string, number>();
  return (message, facts) => {
    log.info(facts ?? {}, message);
    const at = now();
    if (at - (saidAt.get(message) ?? 0) < sayAgainMs) return;
    saidAt.set(message, at);
    const detail = facts?.detail === undefined ? '' : ` (${maskSecrets(String(facts.detail))})`;
    say(`\n${message}${detail}`);
  };
}
