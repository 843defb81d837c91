import { expect, it } from 'vitest';
import { newTraceId, parseTraceparent } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

it('reads what the specification shows', () => {
  expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual({
    traceId: TRACE,
    parentId: PARENT,
    isSampled: true,
  });
  expect(parseTraceparent(`00-${TRACE}-${PARENT}-00`)?.isSampled).toBe(false);
});

it('reads a later version by what it knows of it', () => {
  expect(parseTraceparent(`cc-${TRACE}-${PARENT}-03-what-will-be`)).toMatchObject({ traceId: TRACE });
});

it.each([
  undefined,
  '',
  'nonsense',
  `ff-${TRACE}-${PARENT}-01`,
  `00-${TRACE}-${PARENT}-01-more`,
  `00-${TRACE}-${PARENT}`,
  `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  `00-${'0'.repeat(32)}-${PARENT}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
])('ignores %j', (header) => {
  expect(parseTraceparent(header)).toBeNull();
});

it('a request without a trace is one of its own, found by its id', () => {
  expect(newTraceId('0d5a5a57-6c9b-4f0e-9d8c-2f1f4a6f7b10')).toBe('0d5a5a576c9b4f0e9d8c2f1f4a6f7b10');
  expect(newTraceId('till-7-0815')).toMatch(/^[\da-f]{32}$/);
});
