import type { z } from 'zod';

/** Parses JSON by a schema; undefined where the text does not fit. */
export function textIn<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
