/** A decimal mark; where it is not one, it may part thousands. */
export type Mark = '.' | ',';

/**
 * How the amounts of one column are written, and why we think so. Plain data: it is stored with the batch, so that every reading of a
 * cell comes out the same.
 */
export type AmountMarks = { readonly unit: 'euros' | 'cents' } & (
  | {
      /** A person said it: the other mark parts thousands. */
      readonly kind: 'said';
      readonly decimalMark: Mark;
    }
  | {
      /** At least nine tenths of the cells with only one reading are written so. */
      readonly kind: 'proven';
      readonly decimalMark: Mark;
      /** Seen between thousands: the other mark where a cell proves it, else a space (of any width) or an apostrophe. */
      readonly groupMark?: string;
      readonly proving: number;
      /** Cells with a point or a comma; 0 where rejected rows come back, and it was proven before. */
      readonly marked: number;
    }
  | {
      /** Cells prove the one, and too many prove the other. */
      readonly kind: 'contradictory';
      readonly points: number;
      readonly commas: number;
    }
  | {
      /** No cell has only one reading. */
      readonly kind: 'unproven';
    }
);

/** The other one of the two. */
export function otherMark(mark: Mark): Mark {
  return mark === '.' ? ',' : '.';
}

/** Marks by which a cell with a point or a comma can be read. */
export type KnownMarks = Extract<AmountMarks, { decimalMark: Mark }>;

/** A sample in the column's own form, `1.234,56` or `1234.56`. */
export function formOf(marks: KnownMarks): string {
  const groupMark = marks.kind === 'said' ? otherMark(marks.decimalMark) : marks.groupMark;
  return `1${groupMark ?? ''}234${marks.decimalMark}56`;
}

/** How the column writes and on which basis, as a sentence for a person. */
export function basisOf(marks: AmountMarks): string {
  switch (marks.kind) {
    case 'said':
      return `The column was said to write ${formOf(marks)}.`;
    case 'proven':
      if (marks.marked === 0) return `Its rows were read as ${formOf(marks)} before.`;
      return `The column writes ${formOf(marks)}: ${marks.proving} of ${marks.marked} cells prove it.`;
    case 'contradictory':
      return `${bothOf(marks)} Write all of them alike, or say --decimal comma or --decimal point.`;
    case 'unproven':
      return 'No cell of the column proves its decimal mark.';
  }
}

function bothOf({ points, commas }: Extract<AmountMarks, { kind: 'contradictory' }>): string {
  if (points === 0) return 'The column of these rows writes both a point and a comma.';
  return `The column writes both: ${points} cells prove 1234.56, and ${commas} prove 1234,56.`;
}

/** What an amount of the column looks like, as a sentence for a person who is to type one: it is read if it is typed so. */
export function exampleIn(marks: AmountMarks): string {
  if (marks.unit === 'cents') return 'The column counts cents (for instance 1250).';
  if ('decimalMark' in marks) return `The column writes 12${marks.decimalMark}50.`;
  return marks.kind === 'contradictory' ? basisOf(marks) : 'For instance 12.50 or 12,50.';
}
