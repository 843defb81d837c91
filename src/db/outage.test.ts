import { expect, it } from 'vitest';
import { isOutage } from './outage.ts';

function withCode(code: string): Error {
  return Object.assign(new Error('failed'), { code });
}

it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '57P01', '08006', '53300', '40001', '55P03'])(
  'takes %s for an outage, worth another try',
  (code) => {
    expect(isOutage(withCode(code))).toBe(true);
  },
);

it.each(['23505', '22021', '42P01', 'ERR_INVALID_ARG_TYPE'])(
  'takes %s for a fault of the data or the code',
  (code) => {
    expect(isOutage(withCode(code))).toBe(false);
  },
);

it('knows the errors of the driver that have no code', () => {
  expect(isOutage(new Error('timeout exceeded when trying to connect'))).toBe(true);
  expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isOutage(new TypeError('x is not a function'))).toBe(false);
  expect(isOutage('ECONNREFUSED')).toBe(false);
});
