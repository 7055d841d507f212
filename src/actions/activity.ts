import type { Bridge } from '../bridge/bridge.ts';

/** What this process did lately, for its metrics; times in ms of its monotonic clock. */
export interface Activity {
  /** Calls to Bridge, by name and kind of the reply: `createLink created`. */
  readonly calls: Map<string, number>;
  /** When this process last finished a try that leaves a row nothing to send, or began. */
  progressAt: number;
  /** When the reconciler last ran here, or was found running elsewhere. */
  reconciledAt: number;
  reconcileMs: number;
}

/** An activity that begins at `now`. */
export function beginActivity(now: number): Activity {
  return { calls: new Map(), progressAt: now, reconciledAt: now, reconcileMs: 0 };
}

/** The same bridge; counts its calls by name and kind of the reply. */
export function countCalls(bridge: Bridge, { calls }: Activity): Bridge {
  const counted = Object.entries(bridge).map(([name, call]) => [name, counting(name, call, calls)]);
  return Object.fromEntries(counted) as Bridge;
}

function counting(name: string, call: unknown, calls: Map<string, number>): unknown {
  if (typeof call !== 'function') return call;
  return (...given: unknown[]) => {
    const answer: unknown = call(...given);
    if (name === 'close' || !(answer instanceof Promise)) return answer;
    return answer.then((reply: { readonly kind?: string }) => {
      const key = `${name} ${reply.kind ?? 'answered'}`;
      calls.set(key, (calls.get(key) ?? 0) + 1);
      return reply;
    });
  };
}
