import { describe, expect, it } from 'vitest';
import { findUnstorable, JSON_DEPTH_MAX } from './storable-json.ts';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('what cannot be kept exactly', () => {
  it.each([
    ['NUL in text', { a: ['x\0'] }, '/a/0'],
    ['an unpaired surrogate', { a: '\ud800' }, '/a'],
    ['NUL in a name', { 'a\0': 1 }, ''],
    ['a whole number beyond 2^53 − 1', { 'a/b': 2 ** 53 }, '/a~1b'],
    ['a number that overflowed', JSON.parse('{"a":1e999}'), '/a'],
    ['negative zero', { a: [-0] }, '/a/0'],
    ['the name __proto__', JSON.parse('{"a":{"__proto__":1}}'), '/a'],
    ['deep nesting', nested(JSON_DEPTH_MAX + 1), '/0'.repeat(JSON_DEPTH_MAX)],
    ['nesting that would exhaust the stack', nested(200_000), '/0'.repeat(JSON_DEPTH_MAX)],
  ])('finds %s', (_name, value, pointer) => {
    expect(findUnstorable(value)?.pointer).toBe(pointer);
  });

  it('keeps everything else', () => {
    const value = {
      zero: 0,
      max: Number.MAX_SAFE_INTEGER,
      half: 0.5,
      text: '😀 \u0001',
      list: [null, true, {}],
    };
    expect(findUnstorable(value)).toBeNull();
    expect(findUnstorable(nested(JSON_DEPTH_MAX))).toBeNull();
  });
});
