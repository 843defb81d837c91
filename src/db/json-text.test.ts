import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

it('is the text of JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it.each(['a\u0000b', '\\\u0000', '\ud83d', 'x\udc00y'])('refuses %j like jsonb', (text) => {
  expect(() => jsonText({ deep: [text] })).toThrow(expect.objectContaining({ code: '22P05' }));
});

it.each(['\\u0000', '\\\\ud800', '😀', '\u0001', 'ä'])('keeps %j', (text) => {
  expect(JSON.parse(jsonText([text]))).toEqual([text]);
});
