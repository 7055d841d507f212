import type { Mill } from '../actions/mill.ts';
import { describeFailure } from '../domain/failure.ts';
import { maskSecrets } from '../domain/mask.ts';
import { redisRefusal } from '../domain/redis-refusal.ts';
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
    const refusal = redisRefusal(facts?.detail);
    // Wide spaces part the detail from the sentence, which has a French form of its own.
    const detail = facts?.detail === undefined ? '' : `  (${maskSecrets(String(facts.detail))})`;
    say(`\n${message}${refusal === undefined ? detail : ''}`);
    // Told with its remedy: whoever reads this can do something about it.
    if (refusal !== undefined) say(`${refusal.code}: ${describeFailure(refusal)}`);
  };
}
