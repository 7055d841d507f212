import { euros } from '../domain/cents.ts';
import type { Failure } from '../domain/failure.ts';

/** Adds the rows of a file up and holds the sums that it declares against them. Amounts in cents, signs kept. */
export class ControlSum {
  #rows = 0;
  #sumCents = 0;
  #sinceLastCents = 0;
  /** Rows whose amount could not be read: no sum can be proven with them. */
  #unread = 0;
  readonly #found: Failure[] = [];

  /** Takes a row in; undefined where its amount could not be read. */
  add(cents: number | undefined): void {
    this.#rows += 1;
    if (cents === undefined) this.#unread += 1;
    this.#sumCents += cents ?? 0;
    this.#sinceLastCents += cents ?? 0;
  }

  /** A line of totals: it must be the sum of all rows above it, or of those since the last such line. */
  declare(line: number, cents: number | undefined): void {
    const isRight = cents === this.#sumCents || cents === this.#sinceLastCents;
    if (!isRight || this.#unread > 0) {
      const declared = cents === undefined ? 'no amount that can be read' : euros(cents);
      this.#found.push(this.#difference(`Line ${line} declares ${declared}`));
    }
    this.#sinceLastCents = 0;
  }

  /** What differs, `expected` included: one failure a difference. */
  differences(expected: { readonly expectRows?: number; readonly expectSumCents?: number }): Failure[] {
    const { expectRows, expectSumCents } = expected;
    const found = [...this.#found];
    if (expectSumCents !== undefined && (expectSumCents !== this.#sumCents || this.#unread > 0))
      found.push(this.#difference(`--expect-sum says ${euros(expectSumCents)}`));
    if (expectRows !== undefined && expectRows !== this.#rows) {
      const detail = `--expect-rows says ${expectRows} rows, the file has ${this.#rows}.`;
      found.push({ code: 'totals_differ', detail });
    }
    return found;
  }

  #difference(declared: string): Failure {
    const rows = `${this.#rows} ${this.#rows === 1 ? 'row comes' : 'rows come'} to ${euros(this.#sumCents)}`;
    const unread = this.#unread === 0 ? '' : `, without ${this.#unread} whose amount cannot be read`;
    return { code: 'totals_differ', detail: `${declared}; ${rows}${unread}.` };
  }
}
