import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineDifference } from './line-difference.ts';

const shown = (before: string, after: string, context?: number): readonly string[] =>
  lineDifference(before, after, context).map(({ sign, text }) => `${sign}${text}`);

it('shows nothing of equal texts', () => {
  expect(shown('a\nb\n', 'a\nb\n')).toEqual([]);
});

it('shows removed before added, with the lines around them', () => {
  expect(shown('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nD\ne\nf\n', 1)).toEqual([' c', '-d', '+D', ' e']);
});

it('shows a new text as added', () => {
  expect(shown('', 'a\nb\n')).toEqual(['+a', '+b']);
});

it('leads from the one text to the other', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = lineDifference(`${before.join('\n')}\n`, `${after.join('\n')}\n`, 100);
      const without = (sign: string): readonly string[] =>
        lines.filter((line) => line.sign !== sign).map(({ text }) => text);
      if (before.join('\n') === after.join('\n')) return;
      expect(without('+').join('\n')).toBe(before.join('\n'));
      expect(without('-').join('\n')).toBe(after.join('\n'));
    }),
  );
});
