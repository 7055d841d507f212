import { z } from 'zod';
import { markSchema, unitSchema } from './amount-marks.ts';
import { columns } from './column.ts';
import { dayOrders } from './dates/day-order.ts';
import type { Immutable } from './immutable.ts';
import { encodings } from './table.ts';
import { typedName } from './text/typed-name.ts';

/** One mapping of a header to a column, `--map amount="Montant net"`. */
export const columnMappingSchema = z.object({ column: z.enum([...columns, 'ignore']), header: z.string() });

export type ColumnMapping = Immutable<z.infer<typeof columnMappingSchema>>;

/** `--only "Side=credit"`: rows with this value. Of several conditions on one column any must hold, on several columns all. */
const rowConditionSchema = z.object({ header: z.string(), value: z.string() });

export type RowCondition = Immutable<z.infer<typeof rowConditionSchema>>;

/** How a person wants a file to be read where the file alone does not prove it. */
export const hintsSchema = z.object({
  sheet: z.string().exactOptional(),
  encoding: z.enum(encodings).exactOptional(),
  /** Header names, as typed, with their columns; `ignore` for a column that is not read. */
  map: z.array(columnMappingSchema),
  /** The rows to pay; absent or empty: all rows. */
  only: z.array(rowConditionSchema).exactOptional(),
  /** `only` was chosen for every file of this form, so a file need not contain each of its values. */
  isStanding: z.boolean().exactOptional(),
  decimalMark: markSchema.exactOptional(),
  unit: unitSchema.exactOptional(),
  dateOrder: z.enum(dayOrders).exactOptional(),
  expectRows: z.number().exactOptional(),
  expectSumCents: z.number().exactOptional(),
});

export type Hints = Immutable<z.infer<typeof hintsSchema>>;

/** A person's choices for a header line: the meaning of its columns, and the rows to pay. */
export const rememberedSchema = z.object({
  map: z.array(columnMappingSchema),
  only: z.array(rowConditionSchema),
});

export type Remembered = Immutable<z.infer<typeof rememberedSchema>>;

/** The value of `--map` that applies the last mapping of the same header line again. */
export const lastMap = 'last';

/** A mapping as command-line flags. */
export function mapText(map: readonly ColumnMapping[]): string {
  return map.map(({ column, header }) => `--map ${column}="${typedName(header)}"`).join(' ');
}

/** A condition as a command-line flag. */
export function onlyText({ header, value }: RowCondition): string {
  return `--only "${typedName(header)}=${typedName(value)}"`;
}

/** No hints: the file alone decides how it is read. */
export const noHints: Hints = { map: [] };
