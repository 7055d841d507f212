import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { typedName } from '../../../src/domain/text/typed-name.ts';

test('a typed name contains no character that a shell or a terminal interprets', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(name, (written) => {
      expect(typedName(`${written}\u202e"$(x)\`y\`%z%!`)).not.toMatch(/["\\$`!%\u201c-\u201f]|\p{C}/u);
    }),
  );
});

test('a typed name is not changed by typing it again', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(name, (written) => {
      expect(typedName(typedName(written))).toBe(typedName(written));
    }),
  );
});
