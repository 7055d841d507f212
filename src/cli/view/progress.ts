import { SingleBar } from 'cli-progress';
import type { Batch } from '../../domain/batch.ts';
import { message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';
import { span } from './money.ts';

/** A progress display with bar, rate and time left; on a pipe, a line every 5 s. */
export interface Progress {
  show(batch: Batch): void;
  stop(): void;
}

/** The names in braces are placeholders that the bar fills in. */
const format = message('progress', {
  bar: '{bar}',
  value: '{value}',
  total: '{total}',
  rate: '{rate}',
  left: '{left}',
  doubts: '{doubts}',
});

/** The time left follows from the average rate since the start, and is at least `leastMs` of the remaining rows. */
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
      // The batch was finished before: there is nothing to show.
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
