import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import { type Message, message } from '../../i18n/messages.ts';

/**
 * Adds up the rows of a file and compares the result with the sums that the file declares. Amounts are in cents, with
 * their sign.
 */
export class ControlSum {
  /** Sum of all rows whose amount can be read. */
  sumCents = 0;
  /** The last sum that the file declares with decimals, which is surely in euros. */
  declaredEurosCents: number | undefined;
  #rows = 0;
  #leftOutRows = 0;
  #leftOutCents = 0;
  #sinceLastCents = 0;
  #rowsSinceLast = 0;
  /** Rows whose amount cannot be read; while there are any, no sum is proven. */
  #unread = 0;
  /** True if the file declares a sum. */
  isDeclared = false;
  readonly #found: Failure[] = [];

  /** Adds a row; pass undefined where its amount cannot be read. */
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

  /**
   * Whether this is the sum of all rows above, or of those since the last line of totals; either must be at least
   * `leastRows` rows.
   */
  isSum(cents: number | undefined, leastRows = 1): boolean {
    return (
      (this.#rows >= leastRows && cents === this.sumCents) ||
      (this.#rowsSinceLast >= leastRows && cents === this.#sinceLastCents)
    );
  }

  /**
   * Compares a line of totals: one of its possible sums must be that of all rows above, or of those since the last
   * such line.
   */
  declare(line: number, declared: DeclaredSum): void {
    const { possible, hasDecimals } = declared;
    this.isDeclared = true;
    if (hasDecimals) this.declaredEurosCents = possible[0];
    const isRight = possible.some((cents) => cents === this.sumCents || cents === this.#sinceLastCents);
    if (!isRight || this.#unread > 0) {
      this.#found.push(this.#difference(declaredOn(line, possible)));
    }
    this.#sinceLastCents = 0;
    this.#rowsSinceLast = 0;
  }

  /**
   * `totals_differ` for each declared or expected sum or count that is not met. A person's expectation counts only
   * rows that are not left out.
   */
  differences({ expectRows, expectSumCents }: Hints): readonly Failure[] {
    const found = [...this.#found];
    const rows = this.#rows - this.#leftOutRows;
    const sumCents = this.sumCents - this.#leftOutCents;
    if (expectSumCents !== undefined && (expectSumCents !== sumCents || this.#unread > 0))
      found.push(this.#difference(message('sum_expected', { sum: expectSumCents }), rows, sumCents));
    if (expectRows !== undefined && expectRows !== rows) {
      const details = [message('rows_expected', { expected: expectRows, rows })];
      found.push({ code: 'totals_differ', details });
    }
    return found;
  }

  #difference(declared: Message, rows = this.#rows, sum = this.sumCents): Failure {
    const unread = this.#unread;
    const counted =
      unread === 0
        ? message('rows_come_to', { rows, sum })
        : message('rows_come_to_without', { rows, sum, unread });
    return { code: 'totals_differ', details: [declared, counted] };
  }
}

function declaredOn(line: number, [sum, other]: readonly number[]): Message {
  if (sum === undefined) return message('line_declares_nothing', { line });
  return other === undefined
    ? message('line_declares', { line, sum })
    : message('line_declares_either', { line, sum, other });
}

/** The sum that a line of totals declares. */
export interface DeclaredSum {
  /** In cents, one for each way to read it; any may be meant. */
  readonly possible: readonly number[];
  /** It has decimals: it is in euros, whatever the column counts. */
  readonly hasDecimals: boolean;
}
