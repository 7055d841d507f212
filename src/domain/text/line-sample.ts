/** A count of lines, and the numbers of the first ten in the file's order. */
export interface LineSample {
  readonly count: number;
  readonly lines: readonly number[];
}

const mostLines = 10;

/** Counts lines that are added in the file's order, and records the first ten. */
export class LineCount implements LineSample {
  count = 0;
  readonly lines: number[] = [];

  add(line: number): void {
    this.count++;
    if (this.lines.length < mostLines) this.lines.push(line);
  }
}

/** Merges samples into one. */
export function joinedLines(...samples: readonly LineSample[]): LineSample {
  const lines = samples.flatMap((sample) => sample.lines).toSorted((one, other) => one - other);
  const count = samples.reduce((sum, sample) => sum + sample.count, 0);
  return { count, lines: lines.slice(0, mostLines) };
}
