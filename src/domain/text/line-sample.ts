/** How many lines there are, and the first ten of them in the file's order. */
export interface LineSample {
  readonly count: number;
  readonly lines: readonly number[];
}

const mostLines = 10;

/** Counts lines as they come, in the file's order, and keeps the first ten. */
export class LineCount implements LineSample {
  count = 0;
  readonly lines: number[] = [];

  add(line: number): void {
    this.count++;
    if (this.lines.length < mostLines) this.lines.push(line);
  }
}

/** Several samples as one. */
export function joinedLines(...samples: readonly LineSample[]): LineSample {
  const lines = samples.flatMap((sample) => sample.lines).toSorted((one, other) => one - other);
  const count = samples.reduce((sum, sample) => sum + sample.count, 0);
  return { count, lines: lines.slice(0, mostLines) };
}
