import { euros } from '../domain/cents.ts';
import type { Failure } from '../domain/failure.ts';
import type { Hints } from '../domain/hints.ts';

/** Adds the rows of a file up and holds the sums that it declares against them. Amounts in cents, signs kept. */
export class ControlSum {
  /** Of all rows whose amount can be read. */
  sumCents = 0;
  /** The last sum that the file declares with decimals, so that it is surely one of euros. */
  declaredEurosCents: number | undefined;
  #rows = 0;
  #leftOutRows = 0;
  #leftOutCents = 0;
  #sinceLastCents = 0;
  #rowsSinceLast = 0;
  /** Rows whose amount cannot be read: no sum is proven without them. */
  #unread = 0;
  /** The file declares a sum of its own. */
  isDeclared = false;
  readonly #found: Failure[] = [];

  /** Takes a row in; undefined where its amount cannot be read. */
  add(cents: number | undefined, isLeftOut = false): void {
    if (isLeftOut) {
      this.#leftOutRows += 1;
      this.#leftOutCents += cents ?? 0;
    }
    this.#rows += 1;
    this.#rowsSinceLast += 1;
    if (cents === undefined && !isLeftOut) this.#unread += 1;
    this.sumCents += cents ?? 0;
    this.#sinceLastCents += cents ?? 0;
  }

  /** Whether it is the sum of all rows above, or of those since the last line of totals, where these are not fewer. */
  isSum(cents: number | undefined, leastRows = 1): boolean {
    return (
      (this.#rows >= leastRows && cents === this.sumCents) ||
      (this.#rowsSinceLast >= leastRows && cents === this.#sinceLastCents)
    );
  }

  /** A line of totals: one of the sums that it may declare is that of all rows above it, or of those since the last such line. */
  declare(line: number, declared: DeclaredSum): void {
    const { possible, hasDecimals } = declared;
    this.isDeclared = true;
    if (hasDecimals) this.declaredEurosCents = possible[0];
    const isRight = possible.some((cents) => cents === this.sumCents || cents === this.#sinceLastCents);
    if (!isRight || this.#unread > 0) {
      const said = possible.length === 0 ? 'no sum that can be read' : possible.map(euros).join(' or ');
      this.#found.push(this.#difference(`Line ${line} declares ${said}`));
    }
    this.#sinceLastCents = 0;
    this.#rowsSinceLast = 0;
  }

  /** What differs, from what a person expects too: of the rows that are not left out. */
  differences({ expectRows, expectSumCents }: Hints): readonly Failure[] {
    const found = [...this.#found];
    const rows = this.#rows - this.#leftOutRows;
    const sumCents = this.sumCents - this.#leftOutCents;
    if (expectSumCents !== undefined && (expectSumCents !== sumCents || this.#unread > 0))
      found.push(this.#difference(`--expect-sum says ${euros(expectSumCents)}`, rows, sumCents));
    if (expectRows !== undefined && expectRows !== rows) {
      const detail = `--expect-rows says ${expectRows}, the file has ${rows}.`;
      found.push({ code: 'totals_differ', detail });
    }
    return found;
  }

  #difference(declared: string, count = this.#rows, sumCents = this.sumCents): Failure {
    const rows = `${count} ${count === 1 ? 'row comes' : 'rows come'} to ${euros(sumCents)}`;
    const unread = this.#unread === 0 ? '' : `, without ${this.#unread} whose amount cannot be read`;
    return { code: 'totals_differ', detail: `${declared}; ${rows}${unread}.` };
  }
}

/** What a line of totals declares. */
export interface DeclaredSum {
  /** In cents; where it can be read in two ways, either may be meant. */
  readonly possible: readonly number[];
  /** It is written with decimals: it counts euros, whatever the column counts. */
  readonly hasDecimals: boolean;
}
