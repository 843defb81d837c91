import { describe, expect, it } from 'vitest';
import type { Expiry, Program } from '../program/program.ts';
import type { Duration } from '../values/duration.ts';
import { at, BERLIN, duration } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import { lotTerms } from './lot-terms.ts';

function programWith(expiry: Expiry, pendingFor: Duration | null = null): Program {
  return {
    id: 'corner-coffee',
    currency: 'EUR',
    zone: BERLIN,
    wallets: { beans: { kind: 'redeemable', pendingFor, expiry } },
    attributes: {},
    topics: [],
    earn: [],
  };
}

function expiryAt(expiry: Expiry, when: string): string | null {
  const { expiresAt } = lotTerms(programWith(expiry), 'beans', at(when));
  return expiresAt === null ? null : formatInstant(expiresAt);
}

describe('points of a lot', () => {
  it('are active at once and for ever, unless the wallet says otherwise', () => {
    const terms = lotTerms(programWith({ kind: 'none' }), 'beans', at('2026-11-22T10:00:00Z'));
    expect(terms).toEqual({ vestsAt: null, expiresAt: null });
  });

  it('vest after the wallet’s time, by the clocks of the program', () => {
    const program = programWith({ kind: 'none' }, duration('P14D'));
    const { vestsAt } = lotTerms(program, 'beans', at('2026-10-20T08:00:00Z'));
    expect(vestsAt).toBe(at('2026-11-03T09:00:00Z'));
  });

  it('may be given another time than the wallet’s', () => {
    const program = programWith({ kind: 'none' }, duration('P14D'));
    const when = at('2026-06-01T08:00:00Z');
    expect(lotTerms(program, 'beans', when, duration('PT1H')).vestsAt).toBe(at('2026-06-01T09:00:00Z'));
  });

  it.each([
    [null, '2027-02-28T11:00:00.000Z'],
    ['month', '2027-02-28T23:00:00.000Z'],
    ['quarter', '2027-03-31T22:00:00.000Z'],
    ['year', '2027-12-31T23:00:00.000Z'],
  ] as const)(
    'expire a year later, rounded to %s: the end is the first instant of the next',
    (roundedTo, end) => {
      const expiry: Expiry = { kind: 'rolling', duration: duration('P12M'), roundedTo };
      expect(expiryAt(expiry, '2026-02-28T11:00:00Z')).toBe(end);
    },
  );

  it('expire on a day of every year, at its end', () => {
    const expiry: Expiry = { kind: 'everyYear', monthDay: '12-31' };
    expect(expiryAt(expiry, '2026-12-31T22:59:59.999Z')).toBe('2026-12-31T23:00:00.000Z');
    expect(expiryAt(expiry, '2026-12-31T23:00:00Z')).toBe('2027-12-31T23:00:00.000Z');
  });
});
