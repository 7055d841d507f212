import { SingleBar } from 'cli-progress';
import type { Batch } from '../../domain/batch.ts';
import { message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';
import { span } from './money.ts';

/** How far a batch is, for a person who watches: bar, rate, time left. On a pipe, a line now and then. */
export interface Progress {
  show(batch: Batch): void;
  stop(): void;
}

/** The bar fills these in itself. */
const format = message('progress', {
  bar: '{bar}',
  value: '{value}',
  total: '{total}',
  rate: '{rate}',
  left: '{left}',
  doubts: '{doubts}',
});

/** Time left is counted from the pace of the whole wait, and never below `leastMs` of the rows that are left. */
export function createProgress(
  { stderr: stream, text }: Pick<Terminal, 'stderr' | 'text'>,
  now: () => number,
  leastMs: (rows: number) => number,
): Progress {
  const bar = new SingleBar({
    format: text(format),
    stream,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    barsize: 30,
    emptyOnZero: true,
  });
  const startedAt = now();
  let first: number | undefined;
  return {
    show(batch) {
      const { rows, open, doubtful } = batch.books;
      const done = rows - open - doubtful - batch.knownOpen;
      const facts = {
        ...timing(done - (first ?? done), rows - done),
        doubts: doubtful === 0 ? '' : ` | ${text(message('being_looked_up', { count: doubtful }))}`,
      };
      // Nothing to watch: the batch was finished before.
      if (first === undefined && done === rows) return;
      if (first === undefined) {
        first = done;
        bar.start(rows, done, facts);
      } else bar.update(done, facts);
    },
    stop() {
      if (first !== undefined) bar.stop();
    },
  };

  function timing(doneHere: number, left: number): { rate: string; left: string } {
    const elapsedMs = Math.max(1, now() - startedAt);
    const rate = (doneHere * 1000) / elapsedMs;
    const leftMs = rate === 0 ? leastMs(left) : Math.max((left * 1000) / rate, leastMs(left));
    return { rate: rate.toFixed(1), left: span(leftMs) };
  }
}
