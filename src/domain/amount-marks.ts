import { z } from 'zod';
import { type Message, message } from '../i18n/messages.ts';
import type { Immutable } from './immutable.ts';

/** A mark in an amount: decimal mark or thousands separator. */
export const markSchema = z.enum(['.', ',']);

export type Mark = z.infer<typeof markSchema>;

export const unitSchema = z.enum(['euros', 'cents']);

/**
 * How the amounts of one column are written, and on which basis. Stored with the batch, so that every later reading of a cell gives the same
 * amount.
 */
export const amountMarksSchema = z.discriminatedUnion('kind', [
  /** A person chose the decimal mark; the other mark separates thousands. */
  z.object({ kind: z.literal('said'), unit: unitSchema, decimalMark: markSchema }),
  /** At least nine tenths of the cells with only one reading have this decimal mark. */
  z.object({
    kind: z.literal('proven'),
    unit: unitSchema,
    decimalMark: markSchema,
    /** The mark between thousands: the other mark where a cell proves it, else a space (of any width) or an apostrophe. */
    groupMark: z.string().exactOptional(),
    proving: z.number(),
    /** Cells with a point or a comma; 0 for a file of rejected rows, whose original file proved the marks. */
    marked: z.number(),
  }),
  /** Cells prove both marks, neither by nine tenths. */
  z.object({ kind: z.literal('contradictory'), unit: unitSchema, points: z.number(), commas: z.number() }),
  /** No cell has only one reading. */
  z.object({ kind: z.literal('unproven'), unit: unitSchema }),
]);

export type AmountMarks = Immutable<z.infer<typeof amountMarksSchema>>;

/** The other of the two marks. */
export function otherMark(mark: Mark): Mark {
  return mark === '.' ? ',' : '.';
}

/** Marks with a known decimal mark. */
export type KnownMarks = Extract<AmountMarks, { decimalMark: Mark }>;

/** A sample in the column's own form, `1.234,56` or `1234.56`. */
export function formOf(marks: KnownMarks): string {
  const groupMark = marks.kind === 'said' ? otherMark(marks.decimalMark) : marks.groupMark;
  return `1${groupMark ?? ''}234${marks.decimalMark}56`;
}

/** The form of the column's amounts and its basis, for a person. */
export function basisOf(marks: AmountMarks): readonly Message[] {
  switch (marks.kind) {
    case 'said':
      return [message('amount_form_said', { form: formOf(marks) })];
    case 'proven': {
      const { proving, marked } = marks;
      const form = formOf(marks);
      if (marked === 0) return [message('amount_form_before', { form })];
      return [message('amount_form_proven', { form, proving, marked })];
    }
    case 'contradictory':
      return [bothOf(marks), message('amount_form_to_choose', {})];
    case 'unproven':
      return [message('amount_form_unproven', {})];
  }
}

function bothOf({ points, commas }: Extract<AmountMarks, { kind: 'contradictory' }>): Message {
  if (points === 0) return message('amount_form_mixed', {});
  return message('amount_form_contradictory', { points, commas });
}

/** An example of an amount that the column accepts, for a person who has to type one. */
export function exampleIn(marks: AmountMarks): readonly Message[] {
  if (marks.unit === 'cents') return [message('amount_in_cents', { example: '1250' })];
  if ('decimalMark' in marks) return [message('amount_form', { form: `12${marks.decimalMark}50` })];
  if (marks.kind === 'contradictory') return basisOf(marks);
  return [message('amount_examples', { one: '12.50', other: '12,50' })];
}
