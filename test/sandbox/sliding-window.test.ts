import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SlidingWindow } from '../../src/sandbox/sliding-window.ts';

test('no window lets in more calls than its count, and none turns away a call that would fit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 120 }),
      (gaps, count, windowMs) => {
        const window = new SlidingWindow({ count, windowMs });
        const arrived: number[] = [];
        const letIn: number[] = [];
        let nowMs = 1_000;
        let peak = 0;
        const within = (times: number[]) => times.filter((time) => time > nowMs - windowMs).length;
        for (const gap of gaps) {
          nowMs += gap;
          arrived.push(nowMs);
          peak = Math.max(peak, within(arrived));
          const fits = within(letIn) < count;
          const waitMs = window.arrive(nowMs);
          expect(waitMs === 0).toBe(fits);
          if (fits) {
            window.letIn(nowMs);
            letIn.push(nowMs);
          } else {
            const freeAtMs = nowMs + waitMs;
            expect(letIn.filter((time) => time > freeAtMs - windowMs).length).toBeLessThan(count);
          }
        }
        expect(window.peak).toBe(peak);
      },
    ),
  );
});

test('a window drops each of a hundred thousand arrivals once it is past', () => {
  const window = new SlidingWindow({ count: 10, windowMs: 100 });
  for (let nowMs = 0; nowMs < 100_000; nowMs++) {
    if (window.arrive(nowMs) === 0) window.letIn(nowMs);
  }
  expect(window.peak).toBe(100);
});
