import { describe, expect, it } from 'vitest';
import { happened } from '../../lifecycle/log.fixture.ts';
import { at, duration } from '../../values/instant.fixture.ts';
import type { Instant } from '../../values/instant.ts';
import type { EventCondition } from '../condition.ts';
import { fails, holds, run, verdictOn } from '../moment.fixture.ts';

describe('event', () => {
  const event: EventCondition = {
    kind: 'event',
    type: 'purchase',
    where: [],
    measure: { kind: 'count', test: { atLeast: 3 } },
    window: { kind: 'within', duration: duration('P30D') },
  };
  const purchases = ['2026-01-01', '2026-01-10', '2026-01-20'].map((day, index) =>
    happened('purchase', day, {
      store: index < 2 ? 'mitte' : 'nord',
      total: { amountMinor: 500, currency: 'EUR' },
    }),
  );

  it('holds until the first of the counted events leaves the window', () => {
    expect(verdictOn(event, purchases, '2026-01-20')).toEqual(holds('2026-01-31'));
    expect(verdictOn(event, purchases, '2026-01-31')).toEqual(fails());
  });

  it('skips departures that leave enough', () => {
    const two: EventCondition = { ...event, measure: { kind: 'count', test: { atLeast: 2 } } };
    expect(verdictOn(two, purchases, '2026-01-20')).toEqual(holds('2026-02-09'));
  });

  it('knows when so many have left that an upper bound holds again', () => {
    const few: EventCondition = { ...event, measure: { kind: 'count', test: { below: 2 } } };
    expect(verdictOn(few, purchases, '2026-01-20')).toEqual(fails('2026-02-09'));
  });

  it('lets an event that a fast clock dated ahead join at its instant', () => {
    expect(verdictOn(event, purchases, '2026-01-19T23:58:00')).toEqual(fails('2026-01-20'));
  });

  it('counts what the filter passes only', () => {
    const inMitte: EventCondition = {
      ...event,
      where: [{ kind: 'value', path: 'store', test: { is: 'mitte' } }],
    };
    expect(verdictOn(inMitte, purchases, '2026-01-20').holds).toBe(false);
  });

  it('sums money by its minor units', () => {
    const spent: EventCondition = {
      ...event,
      measure: { kind: 'sum', of: 'total', test: { atLeast: 1000 } },
    };
    expect(verdictOn(spent, purchases, '2026-01-20')).toEqual(holds('2026-02-09'));
  });

  it('tells values apart, and passes over events without one', () => {
    const stores: EventCondition = {
      ...event,
      measure: { kind: 'distinct', of: 'store', test: { atLeast: 2 } },
    };
    expect(verdictOn(stores, purchases, '2026-01-20')).toEqual(holds('2026-02-09'));
    expect(
      verdictOn(stores, [...purchases.slice(0, 2), happened('purchase', '2026-01-20')], '2026-01-20').holds,
    ).toBe(false);
  });

  it('holds at each multiple of `every`, and not at none', () => {
    const third: EventCondition = { ...event, measure: { kind: 'nth', every: 3 }, window: { kind: 'ever' } };
    const after = (count: number): boolean =>
      verdictOn(
        third,
        Array.from({ length: count }, () => happened('purchase', '2026-01-01')),
        '2026-02-01',
      ).holds;
    expect([0, 1, 2, 3, 4, 5, 6].map(after)).toEqual([false, false, false, true, false, false, true]);
  });

  it('counts all of the log over all time, which time alone does not change', () => {
    const ever: EventCondition = { ...event, window: { kind: 'ever' } };
    expect(verdictOn(ever, purchases, '2020-01-01')).toEqual(holds());
  });

  it('counts what arrived after the run, or its passage, began', () => {
    const seen = { run: run({ startedAfter: 1, passageStartedAfter: 2 }) };
    expect(verdictOn(since(event, 'run_start'), purchases, '2026-01-20', seen)).toEqual(holds());
    expect(verdictOn(since(event, 'passage_start'), purchases, '2026-01-20', seen)).toEqual(fails());
    expect(verdictOn(since(event, 'run_start'), purchases, '2026-01-20')).toEqual(fails());
    expect(verdictOn(since(event, at('2026-01-10')), purchases, '2026-01-20')).toEqual(holds());
    expect(verdictOn(since(event, at('2026-01-11')), purchases, '2026-01-20')).toEqual(fails());
  });
});

function since(event: EventCondition, mark: 'run_start' | 'passage_start' | Instant): EventCondition {
  return { ...event, measure: { kind: 'count', test: { atLeast: 2 } }, window: { kind: 'since', mark } };
}
