import { z } from 'zod';
import { markSchema, unitSchema } from './amount-marks.ts';
import { columns } from './column.ts';
import { dayOrders } from './dates/day-order.ts';
import type { Immutable } from './immutable.ts';
import { encodings } from './table.ts';
import { typedName } from './text/typed-name.ts';

/** One `--map amount="Montant net"`. */
export const columnMappingSchema = z.object({ column: z.enum([...columns, 'ignore']), header: z.string() });

export type ColumnMapping = Immutable<z.infer<typeof columnMappingSchema>>;

/** One `--only "Side=credit"`: rows whose cell says this. Several of one column: any of them; of several columns: all of them. */
const rowConditionSchema = z.object({ header: z.string(), value: z.string() });

export type RowCondition = Immutable<z.infer<typeof rowConditionSchema>>;

/** How a person wants a file to be read, where the file alone does not prove it. */
export const hintsSchema = z.object({
  sheet: z.string().exactOptional(),
  encoding: z.enum(encodings).exactOptional(),
  /** Header names, as typed, by what they mean; `ignore` for a column that means nothing to us. */
  map: z.array(columnMappingSchema),
  /** The rows that are to be paid; all of them where nothing is named. */
  only: z.array(rowConditionSchema).exactOptional(),
  /** The choice of rows was made for every file like this one: a file need not have each value. */
  isStanding: z.boolean().exactOptional(),
  decimalMark: markSchema.exactOptional(),
  unit: unitSchema.exactOptional(),
  dateOrder: z.enum(dayOrders).exactOptional(),
  expectRows: z.number().exactOptional(),
  expectSumCents: z.number().exactOptional(),
});

export type Hints = Immutable<z.infer<typeof hintsSchema>>;

/** What a person chose for such a header line: what its columns mean, and which rows are to be paid. */
export const rememberedSchema = z.object({
  map: z.array(columnMappingSchema),
  only: z.array(rowConditionSchema),
});

export type Remembered = Immutable<z.infer<typeof rememberedSchema>>;

/** What a person says so that the mapping which was given to such a header line last holds again. */
export const lastMap = 'last';

/** A mapping as it can be typed. */
export function mapText(map: readonly ColumnMapping[]): string {
  return map.map(({ column, header }) => `--map ${column}="${typedName(header)}"`).join(' ');
}

/** A condition as it can be typed. */
export function onlyText({ header, value }: RowCondition): string {
  return `--only "${typedName(header)}=${typedName(value)}"`;
}

/** The file speaks for itself. */
export const noHints: Hints = { map: [] };
