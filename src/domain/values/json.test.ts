import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './json.ts';

const codeUnits = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff }));
const texts = fc.array(codeUnits).map((units) => String.fromCharCode(...units));

it('writes every text as JSON does', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(canonicalJson(text)).toBe(JSON.stringify(text));
    }),
  );
});

it('writes every value so that it reads back equal', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
      const written = canonicalJson(value);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(written))).toBe(written);
    }),
  );
});
