import { z } from 'zod';
import { type CopiedPart, copiedTypes } from '../domain/ledger-copy.ts';

/** The schema of the first line. */
export const headerSchema = z.object({
  kind: z.literal('linkmill backup'),
  format: z.literal(1),
  account: z.string().regex(/^[a-z0-9]{1,40}$/),
  at: z.number(),
  batches: z.number(),
});

/** The schema of the last line. */
export const footerSchema = z.object({
  kind: z.literal('end'),
  parts: z.number(),
  items: z.number(),
  digest: z.string(),
  seal: z.string().max(1000).optional(),
});

const partSchema = z.object({
  key: z.string().min(1).max(300),
  type: z.enum(copiedTypes),
  items: z.array(z.base64()).min(1).max(10_000),
});

/** A part as a line of the backup: all bytes in base64. */
export function textOf({ key, type, items }: CopiedPart): z.infer<typeof partSchema> {
  return { key, type, items: items.map((item) => item.toString('base64')) };
}

/** Parses a line of the backup; throws a ZodError where it is no part. */
export function partOf(value: unknown): CopiedPart {
  const { key, type, items } = partSchema.parse(value);
  return { key, type, items: items.map((item) => Buffer.from(item, 'base64')) };
}
