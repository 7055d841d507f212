import { type EarlyLapse, earlyLapses } from '../../domain/dates/early-lapse.ts';
import { isoOf } from '../../domain/dates/expiry.ts';
import type { Failure, FailureCode } from '../../domain/failure.ts';
import { endOfLife } from '../../domain/link-life.ts';
import type { Judged } from './judge-row.ts';
import type { Reading, Rules } from './reading.ts';

/** One failure or warning, and the line of the row that has it. */
export interface Finding {
  readonly line: number;
  readonly failure: Failure;
}

/** Counts of the rows of a file by outcome. */
export interface Totals {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that a person did not choose, and the sum of those whose amount can be read. */
  readonly leftOut: { readonly rows: number; readonly cents: number };
  /** Sum of accepted rows. */
  readonly amountCents: number;
  /** In file order, at most 1,000; the counts cover all. */
  readonly failures: readonly Finding[];
  readonly failureCounts: ReadonlyMap<FailureCode, number>;
  /** Of accepted rows, in file order, at most 1,000; the counts cover all. */
  readonly warnings: readonly Finding[];
  readonly warningCounts: ReadonlyMap<FailureCode, number>;
  /** First and last expiry of accepted rows, ISO 8601; undefined where none was accepted. */
  readonly earliestExpiry: string | undefined;
  readonly latestExpiry: string | undefined;
  /** Accepted rows whose link would lapse before people are back at work; undefined where there are none. */
  readonly lapsingEarly: EarlyLapse | undefined;
}

const mostFindings = 1000;
/** Default for callers that have no reading of the row. */
const noReading: Pick<Reading, 'isLeftOut' | 'signedCents'> = { signedCents: undefined };

/** Counts the outcomes of rows, in bounded memory. */
export class Tally {
  #accepted = 0;
  #rejected = 0;
  #leftOut = { rows: 0, cents: 0 };
  #amountCents = 0;
  #earliestExpiry: string | undefined;
  #latestExpiry: string | undefined;
  #lapsingEarly: EarlyLapse | undefined;
  readonly #failures = new Findings();
  readonly #warnings = new Findings();
  readonly #defaultExpiry: string;
  readonly #isEarly: (expiry: number) => boolean;
  /** The last judged expiry: most files have few different ones. */
  #judged = { expiry: '', isEarly: false };

  constructor({ now, options }: Rules) {
    this.#isEarly = earlyLapses(now, options.timeZone);
    this.#defaultExpiry = isoOf(endOfLife(options, now, options.timeZone));
  }

  /** Rows counted so far. */
  get rows(): number {
    return this.#accepted + this.#rejected + this.#leftOut.rows;
  }

  /** Failures of all rows so far. */
  get failureCounts(): ReadonlyMap<FailureCode, number> {
    return this.#failures.counts;
  }

  add(
    judged: Judged,
    { isLeftOut, signedCents }: Pick<Reading, 'isLeftOut' | 'signedCents'> = noReading,
  ): void {
    if (isLeftOut) {
      const { rows, cents } = this.#leftOut;
      this.#leftOut = { rows: rows + 1, cents: cents + (signedCents ?? 0) };
      return;
    }
    if (judged.kind === 'rejected') {
      this.#rejected++;
      this.#failures.add(judged.rejection.failures, judged.rejection.line);
      return;
    }
    const { contents, line } = judged.instruction;
    this.#accepted++;
    this.#amountCents += contents.amountCents;
    this.#warnings.add(judged.warnings, line);
    const expiry = contents.expiresAt ?? this.#defaultExpiry;
    if (this.#earliestExpiry === undefined || expiry < this.#earliestExpiry) this.#earliestExpiry = expiry;
    if (this.#latestExpiry === undefined || expiry > this.#latestExpiry) this.#latestExpiry = expiry;
    if (expiry !== this.#judged.expiry) this.#judged = { expiry, isEarly: this.#isEarly(Date.parse(expiry)) };
    if (!this.#judged.isEarly) return;
    const { rows, first } = this.#lapsingEarly ?? { rows: 0, first: expiry };
    this.#lapsingEarly = { rows: rows + 1, first: expiry < first ? expiry : first };
  }

  /** The counts so far. */
  totals(): Totals {
    return {
      rows: this.rows,
      accepted: this.#accepted,
      rejected: this.#rejected,
      leftOut: this.#leftOut,
      amountCents: this.#amountCents,
      failures: this.#failures.listed,
      failureCounts: this.#failures.counts,
      warnings: this.#warnings.listed,
      warningCounts: this.#warnings.counts,
      earliestExpiry: this.#earliestExpiry,
      latestExpiry: this.#latestExpiry,
      lapsingEarly: this.#lapsingEarly,
    };
  }
}

class Findings {
  readonly listed: Finding[] = [];
  readonly counts = new Map<FailureCode, number>();

  add(failures: readonly Failure[], line: number): void {
    for (const failure of failures) {
      this.counts.set(failure.code, (this.counts.get(failure.code) ?? 0) + 1);
      if (this.listed.length < mostFindings) this.listed.push({ line, failure });
    }
  }
}
