import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { type FieldFlags, fieldsOf } from '../../src/cli/flag-specs.ts';

const schema = z.object({
  isBold: z.boolean(),
  fontSize: z.number().exactOptional(),
  face: z.enum(['serif', 'sans']).default('serif'),
});

interface Flags {
  readonly bold?: true;
  readonly fontSize?: unknown;
  readonly face?: string;
}

const names = { isBold: 'bold', fontSize: 'fontSize', face: 'face' } as const satisfies FieldFlags<
  typeof schema,
  Flags
>;

test('each flag sets its field', () => {
  const flags = { bold: true, fontSize: 12, face: 'sans', json: true } as const;
  expect(fieldsOf(schema, names, flags)).toEqual({ isBold: true, fontSize: 12, face: 'sans' });
});

test('an absent flag gives false, nothing, or the default of the schema', () => {
  expect(Object.entries(fieldsOf<typeof schema, Flags>(schema, names, {}))).toEqual([
    ['isBold', false],
    ['face', 'serif'],
  ]);
});

test('a value that does not fit its field throws a ZodError', () => {
  expect(() => fieldsOf<typeof schema, Flags>(schema, names, { fontSize: 'large' })).toThrow(z.ZodError);
});

test('a field without a flag does not compile', () => {
  const { face: _, ...others } = names;
  // @ts-expect-error
  const missing: FieldFlags<typeof schema, Flags> = others;
  expect(Object.keys(missing)).toEqual(['isBold', 'fontSize']);
});
