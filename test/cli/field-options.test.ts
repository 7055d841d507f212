import { expect, test } from '@jest/globals';
import { Option } from 'commander';
import { z } from 'zod';
import { type FieldOptions, fieldsOf } from '../../src/cli/field-options.ts';

const schema = z.object({
  isBold: z.boolean(),
  fontSize: z.number().exactOptional(),
  face: z.enum(['serif', 'sans']).default('serif'),
});

const options: FieldOptions<typeof schema> = {
  isBold: new Option('--bold'),
  fontSize: new Option('--font-size <points>').argParser(Number),
  face: new Option('--face <face>').choices(schema.shape.face.unwrap().options),
};

test('flags give the fields that their options stand for', () => {
  const flags = { bold: true, fontSize: 12, face: 'sans', json: true };
  expect(fieldsOf(schema, options, flags)).toEqual({ isBold: true, fontSize: 12, face: 'sans' });
});

test('what was not typed is false, absent, or what the schema has for it', () => {
  expect(Object.entries(fieldsOf(schema, options, {}))).toEqual([
    ['isBold', false],
    ['face', 'serif'],
  ]);
});

test('what no field can be is a bug and throws', () => {
  expect(() => fieldsOf(schema, options, { fontSize: 'large' })).toThrow(z.ZodError);
});

test('a field without an option does not compile', () => {
  const { face: _, ...others } = options;
  // @ts-expect-error
  const missing: FieldOptions<typeof schema> = others;
  expect(Object.keys(missing)).toEqual(['isBold', 'fontSize']);
});
