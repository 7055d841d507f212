import { expect, test } from '@jest/globals';
import { defined } from '../../src/domain/defined.ts';

interface Thing {
  readonly name: string;
  readonly size?: number;
}

test('an undefined field is left out', () => {
  expect(Object.keys(defined<Thing>({ name: 'one', size: undefined }))).toEqual(['name']);
  expect(defined<Thing>({ name: 'one', size: 0 })).toEqual({ name: 'one', size: 0 });
});

test('an object without one of the fields does not compile, nor one with an undefined required field', () => {
  // @ts-expect-error
  defined<Thing>({ name: 'one' });
  // @ts-expect-error
  defined<Thing>({ name: undefined, size: 1 });
});
