import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import type { CellKind, Row } from './row.ts';

/** Encodings of text files; labels of the WHATWG, except that ISO-8859-1 differs from Windows-1252. */
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

/** What separates the cells of a text file. */
export const delimiters = [',', ';', '\t', '|'] as const;

/** What ends the lines of a text file. */
export const newlines = ['\n', '\r\n', '\r'] as const;

const textFormatSchema = z.object({
  kind: z.literal('text'),
  /** The file is compressed with gzip. */
  isPacked: z.boolean(),
  encoding: z.enum(encodings),
  hasBom: z.boolean(),
  delimiter: z.enum(delimiters),
  newline: z.enum(newlines),
  /** The first line is `sep=;`, an instruction for spreadsheets and no row. */
  hasSeparatorLine: z.boolean(),
});

const sheetFormatSchema = z.object({ kind: z.literal('sheet'), isPacked: z.boolean(), sheet: z.string() });

/** The format of a file: enough to read it again, and to write another file like it. */
export const formatSchema = z.discriminatedUnion('kind', [textFormatSchema, sheetFormatSchema]);

/** A text file of separated values. */
export type TextFormat = Immutable<z.infer<typeof textFormatSchema>>;

/** One sheet of an `.xlsx` workbook. */
export type SheetFormat = Immutable<z.infer<typeof sheetFormatSchema>>;

export type Format = TextFormat | SheetFormat;

/** The rows of a file, to be read once. */
export interface Table {
  /**
   * Every line that is not blank, including the header and lines before it, in order, at most 200 at a time. Throws an AppError where the
   * whole file is refused: `quote_broken`, `field_too_large`, `file_damaged`, `file_too_large`.
   */
  readonly chunks: AsyncIterable<readonly Row[]>;
  /** Stops reading before the end. */
  close(): Promise<void>;
}

/** A file that can be read as a table, more than once. */
export interface TableFile {
  /** Base name of the file; `stdin` for standard input. */
  readonly name: string;
  /** SHA-256 of the submitted bytes, in hex; absent where they were not read. */
  readonly bytesDigest?: string;
  /** Its possible formats: one for a text file, one for each candidate sheet of a workbook. Never empty. */
  readonly formats: readonly Format[];
  read(format: Format): Table;
}

/** Limits of a file; beyond them it is `file_too_large`. */
export interface FileLimits {
  /** Uncompressed bytes of the text, or of a workbook's parts. */
  readonly maxBytes: number;
  /** Rows, not counting the header and lines before it. */
  readonly maxRows: number;
}

/** A row to write, with cells as in `Row`; a kind other than text writes a number or a date to a workbook as such. */
export interface WrittenRow {
  readonly cells: readonly string[];
  readonly kinds?: readonly CellKind[];
}

/** Writes a table to a temporary file beside its path, and renames it when it is complete. The same rows give the same bytes. */
export interface TableWriter {
  write(rows: readonly WrittenRow[]): Promise<void>;
  /** Moves the table to its path; returns the SHA-256 of its bytes, in hex. */
  finish(): Promise<string>;
  /** Deletes what was written so far. */
  abandon(): Promise<void>;
}
