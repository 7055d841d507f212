import { expect, test } from '@jest/globals';
import { defined } from '../../src/domain/defined.ts';

interface Thing {
  readonly name: string;
  readonly size?: number;
}

test('a field that is undefined is left out', () => {
  expect(Object.keys(defined<Thing>({ name: 'one', size: undefined }))).toEqual(['name']);
  expect(defined<Thing>({ name: 'one', size: 0 })).toEqual({ name: 'one', size: 0 });
});

test('a field that nobody names does not compile, and neither does one that is needed and undefined', () => {
  // @ts-expect-error
  defined<Thing>({ name: 'one' });
  // @ts-expect-error
  defined<Thing>({ name: undefined, size: 1 });
});
