import { describe, expect, test } from '@jest/globals';
import { createClaimGate } from '../../../src/actions/send/claim-gate.ts';
import type { Claim } from '../../../src/ledger/ledger.ts';
import { realClock } from '../../../src/wiring.ts';

const key = { batch: 'batch-a', line: 2 };
const never = new AbortController().signal;

/** A ledger that answers each claim with `answer`; the claim gate calls nothing else. */
function ledgerOf(answer: () => Claim) {
  const state = { asked: 0, atOnce: 0, mostAtOnce: 0 };
  const claim = async (): Promise<Claim> => {
    state.asked += 1;
    state.atOnce += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
    await new Promise((wake) => setImmediate(wake));
    state.atOnce -= 1;
    return answer();
  };
  return { state, sendings: { claim } };
}

describe('the claim gate', () => {
  test('lets lanes ask at the same time while there are permits', async () => {
    const { state, sendings } = ledgerOf(() => ({ kind: 'settled' }));
    const claim = createClaimGate(sendings, realClock);
    await Promise.all(Array.from({ length: 10 }, () => claim(key, never)));
    expect(state.mostAtOnce).toBe(10);
  });

  test('lets lanes ask one at a time once one has to wait, and each gets its answer', async () => {
    const start = Date.now();
    const { state, sendings } = ledgerOf(() =>
      Date.now() < start + 60 ? { kind: 'later', waitMs: 20 } : { kind: 'settled' },
    );
    const claim = createClaimGate(sendings, realClock);
    const first = await Promise.all(Array.from({ length: 30 }, () => claim(key, never)));
    expect(first.every((asked) => asked.claim.kind === 'settled')).toBe(true);
    // Thirty at the same time, then one lane alone, then each waiting lane once.
    expect(state.asked).toBeLessThan(30 + 10 + 30);
  });

  test('answers `later` once the signal fires', async () => {
    const { sendings } = ledgerOf(() => ({ kind: 'later', waitMs: 60_000 }));
    const claim = createClaimGate(sendings, realClock);
    const stopping = new AbortController();
    const waiting = [claim(key, stopping.signal), claim(key, stopping.signal)];
    setTimeout(() => stopping.abort(), 20);
    const answers = await Promise.all(waiting);
    expect(answers.map((asked) => asked.claim.kind)).toEqual(['later', 'later']);
  });

  test('returns the moment of the question with the answer', async () => {
    const { sendings } = ledgerOf(() => ({ kind: 'settled' }));
    const before = Date.now();
    const asked = await createClaimGate(sendings, realClock)(key, never);
    expect(asked.wallMs).toBeGreaterThanOrEqual(before);
    expect(asked.monotonicMs).toBeLessThanOrEqual(performance.now());
  });
});
