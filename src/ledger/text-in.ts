import type { z } from 'zod';

/** What a text in JSON says; undefined where it is none, or says something else. */
export function textIn<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
