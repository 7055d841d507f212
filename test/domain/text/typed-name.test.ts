import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { typedName } from '../../../src/domain/text/typed-name.ts';

test('nothing of a typed name is obeyed by a shell or a terminal', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(name, (written) => {
      expect(typedName(`${written}\u202e"$(x)\`y\`%z%!`)).not.toMatch(/["\\$`!%\u201c-\u201f]|\p{C}/u);
    }),
  );
});

test('what was typed so stays as it is', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(name, (written) => {
      expect(typedName(typedName(written))).toBe(typedName(written));
    }),
  );
});
