import { expect, it } from 'vitest';
import { parseIdempotencyKey } from './idempotency-key.ts';

it.each([
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"order 7, again"', 'order 7, again'],
  [String.raw`"a \"quoted\" \\ word"`, String.raw`a "quoted" \ word`],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
])('reads %s', (header, key) => {
  expect(parseIdempotencyKey(header)).toBe(key);
});

it.each([
  '',
  '""',
  '"open',
  'two words',
  'one,two',
  '"one", "two"',
  '"a";b=1',
  String.raw`"a\b"`,
  '"é"',
  `"${'x'.repeat(256)}"`,
])('refuses %j', (header) => {
  expect(parseIdempotencyKey(header)).toBeNull();
});
