import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import type { CellKind, Row } from './row.ts';

/** What a text file may be written in; labels of the WHATWG, except that ISO-8859-1 is kept apart from Windows-1252. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'windows-1254',
  'windows-1257',
] as const;

export type Encoding = (typeof encodings)[number];

/** What parts the cells of a text. */
export const delimiters = [',', ';', '\t', '|'] as const;

/** What ends its lines. */
export const newlines = ['\n', '\r\n', '\r'] as const;

const textFormatSchema = z.object({
  kind: z.literal('text'),
  /** The bytes are gzip around the text. */
  isPacked: z.boolean(),
  encoding: z.enum(encodings),
  hasBom: z.boolean(),
  delimiter: z.enum(delimiters),
  newline: z.enum(newlines),
  /** The first line is `sep=;`, which is for the spreadsheet and no row. */
  hasSeparatorLine: z.boolean(),
});

const sheetFormatSchema = z.object({ kind: z.literal('sheet'), isPacked: z.boolean(), sheet: z.string() });

/** How bytes are rows of cells: enough to read the file again, and to write another like it. */
export const formatSchema = z.discriminatedUnion('kind', [textFormatSchema, sheetFormatSchema]);

/** Separated values. */
export type TextFormat = Immutable<z.infer<typeof textFormatSchema>>;

/** One sheet of an `.xlsx` workbook. */
export type SheetFormat = Immutable<z.infer<typeof sheetFormatSchema>>;

export type Format = TextFormat | SheetFormat;

/** Rows as they are read, once. */
export interface Table {
  /**
   * Every line that is not blank, header and lines above it included, in order, at most 200 at a time. Stops on what refuses a file
   * whole: `quote_broken`, `field_too_large`, `file_damaged`, `file_too_large`.
   */
  readonly chunks: AsyncIterable<readonly Row[]>;
  /** Ends the reading before its end. */
  close(): Promise<void>;
}

/** A file that can be read as a table, more than once. */
export interface TableFile {
  /** Base name of the file; `stdin` for standard input. */
  readonly name: string;
  /** SHA-256, hexadecimal, of the bytes as they were handed in; absent where they were not looked at. */
  readonly bytesDigest?: string;
  /** Its possible readings: one for a text, one for each sheet that may be meant. Never empty. */
  readonly formats: readonly Format[];
  read(format: Format): Table;
}

/** What a file may hold; more is `file_too_large`. */
export interface FileLimits {
  /** Of the text, or of a workbook's parts, unpacked. */
  readonly maxBytes: number;
  /** Header and lines above it not counted. */
  readonly maxRows: number;
}

/** A row to be written. Cells are as `Row` has them; a kind other than text keeps a number or a date what it was in a workbook. */
export interface WrittenRow {
  readonly cells: readonly string[];
  readonly kinds?: readonly CellKind[];
}

/** A table being written: beside its path, and renamed when it is whole. The same rows give the same bytes. */
export interface TableWriter {
  write(rows: readonly WrittenRow[]): Promise<void>;
  /** Puts the table in its place; answers the SHA-256 of its bytes, in hex. */
  finish(): Promise<string>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}
