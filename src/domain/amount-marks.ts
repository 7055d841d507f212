import { z } from 'zod';
import { type Message, message } from '../i18n/messages.ts';
import type { Immutable } from './immutable.ts';

/** A decimal mark; where it is not one, it may part thousands. */
export const markSchema = z.enum(['.', ',']);

export type Mark = z.infer<typeof markSchema>;

export const unitSchema = z.enum(['euros', 'cents']);

/**
 * How the amounts of one column are written, and why we think so. Plain data: it is stored with the batch, so that every reading of a
 * cell comes out the same.
 */
export const amountMarksSchema = z.discriminatedUnion('kind', [
  /** A person chose it: the other mark parts thousands. */
  z.object({ kind: z.literal('said'), unit: unitSchema, decimalMark: markSchema }),
  /** At least nine tenths of the cells with only one reading are written so. */
  z.object({
    kind: z.literal('proven'),
    unit: unitSchema,
    decimalMark: markSchema,
    /** Seen between thousands: the other mark where a cell proves it, else a space (of any width) or an apostrophe. */
    groupMark: z.string().exactOptional(),
    proving: z.number(),
    /** Cells with a point or a comma; 0 where rejected rows come back, and it was proven before. */
    marked: z.number(),
  }),
  /** Cells prove the one, and too many prove the other. */
  z.object({ kind: z.literal('contradictory'), unit: unitSchema, points: z.number(), commas: z.number() }),
  /** No cell has only one reading. */
  z.object({ kind: z.literal('unproven'), unit: unitSchema }),
]);

export type AmountMarks = Immutable<z.infer<typeof amountMarksSchema>>;

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

/** How the column writes and on which basis, for a person. */
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

/** What an amount of the column looks like, for a person who is to type one: it is read if it is typed so. */
export function exampleIn(marks: AmountMarks): readonly Message[] {
  if (marks.unit === 'cents') return [message('amount_in_cents', { example: '1250' })];
  if ('decimalMark' in marks) return [message('amount_form', { form: `12${marks.decimalMark}50` })];
  if (marks.kind === 'contradictory') return basisOf(marks);
  return [message('amount_examples', { one: '12.50', other: '12,50' })];
}
