import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditions } from '../condition/condition.arbitrary.ts';
import type { Condition } from '../condition/condition.ts';
import { watchSet } from '../condition/watch-set.ts';
import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import { at, duration } from '../values/instant.fixture.ts';
import { instantOf, type Instant } from '../values/instant.ts';
import { evolve, foldLog, lifecycleOrder, noFacts } from './evolve.ts';
import { logs } from './log.arbitrary.ts';
import { happened } from './log.fixture.ts';

const watching = fc.array(conditions, { maxLength: 3 }).map(watchSet);

describe('the fold of a log', () => {
  it('is the same twice, in one go, step by step, and stored in between', () => {
    fc.assert(
      fc.property(watching, logs, fc.nat(14), ({ watches, watched }, log, cut) => {
        const whole = foldLog(log, watches, watched);
        const stored = structuredClone(foldLog(log.slice(0, cut), watches, watched));
        const resumed = log.slice(cut).reduce((facts, event) => evolve(facts, event, watches), stored);
        expect(foldLog(log, watches, watched)).toEqual(whole);
        expect(resumed).toEqual(whole);
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      }),
    );
  });

  it('leaves the facts before as they were', () => {
    fc.assert(
      fc.property(watching, logs, ({ watches, watched }, log) => {
        log.reduce((facts, event) => evolve(deepFreeze(facts), event, watches), noFacts(watched));
      }),
    );
  });

  it('comes to the same balances and occurrences in whatever order the events are met', () => {
    fc.assert(
      fc.property(
        logs.chain((log) =>
          fc.tuple(fc.constant(log), fc.shuffledSubarray([...log], { minLength: log.length })),
        ),
        ([log, shuffled]) => {
          const { balances, occurrences } = foldLog(log, [], '');
          expect(foldLog(shuffled, [], '')).toMatchObject({ balances, occurrences });
        },
      ),
    );
  });

  it('does not mind data of another shape', () => {
    const strange = [
      happened('enrolled', '2026-01-01', { timezone: 'Mars/Olympus', attributes: [1], reachable: 'email' }),
      happened('profile_changed', '2026-01-01', { changed: null }),
      happened('consent_given', '2026-01-01', { topic: 1 }),
      happened('points_earned', '2026-01-01', { wallet: 'beans' }),
      happened('constructor', '2026-01-01'),
    ];
    expect(foldLog(strange, [], '')).toMatchObject({
      folded: 5,
      zone: null,
      consents: {},
      balances: {},
      occurrences: { constructor: { count: 1 } },
    });
  });
});

describe('evolve', () => {
  it('knows the member after enrolment and changes', () => {
    const log = [
      happened('enrolled', '2026-01-01T10:00:00', {
        timezone: 'Europe/Berlin',
        locale: 'de',
        reachable: ['sms', 'email'],
        attributes: { birthday: '1990-05-01', newsletter: true },
      }),
      happened('profile_changed', '2026-01-02', {
        changed: { attributes: { newsletter: null, visits: 1 }, tags: ['vip'], reachable: ['sms'] },
      }),
    ];
    expect(foldLog(log, [], '')).toMatchObject({
      enrolledAt: at('2026-01-01T10:00:00'),
      zone: 'Europe/Berlin',
      locale: 'de',
      attributes: { birthday: '1990-05-01', visits: 1 },
      tags: ['vip'],
      reachable: ['sms'],
    });
  });

  it('moves points between the states of a balance', () => {
    const log = [
      points('points_earned', 100, 'pending'),
      points('points_earned', 50, 'active'),
      points('points_vested', 60, 'active'),
      points('points_expired', 30, 'active'),
      points('points_expired', 40, 'pending'),
    ];
    expect(foldLog(log, [], '').balances).toEqual({
      beans: { active: 80, pending: 0, held: 0, debt: 0, lifetime: 150 },
    });
  });

  it('remembers the first and the latest of a type by when they happened', () => {
    const log = ['2026-02-01', '2026-01-01', '2026-01-15'].map((day) => happened('purchase', day));
    expect(foldLog(log, [], '').occurrences).toEqual({
      purchase: { count: 3, firstAt: at('2026-01-01'), lastAt: at('2026-02-01') },
    });
  });

  it('keeps the entries that a watch asks for, with their values, and lets them go 35 days later', () => {
    const { watches, watched } = watchSet([spentWithin('P30D')]);
    const log = ['2026-01-01', '2026-01-02', '2026-03-08'].map((day, index) =>
      happened('purchase', day, { total: index }),
    );
    const [trail] = Object.values(foldLog(log, watches, watched).trails);
    expect(trail).toEqual([
      { order: 2, at: at('2026-01-02'), values: [1] },
      { order: 3, at: at('2026-03-08'), values: [2] },
    ]);
  });
});

describe('a trail that is only counted', () => {
  it('keeps one entry more than the number that is asked for, those that arrived last', () => {
    const { watches, watched } = watchSet([boughtTwice('run_start'), boughtTwice('passage_start')]);
    const log = ['2026-01-05', '2026-01-04', '2026-01-03', '2026-01-02'].map((day) =>
      happened('purchase', day),
    );
    const [trail] = Object.values(foldLog(log, watches, watched).trails);
    expect(trail?.map(({ order }) => order)).toEqual([2, 3, 4]);
  });

  it('is kept whole where a condition that watches the same asks for an instant', () => {
    const { watches } = watchSet([boughtTwice('run_start'), boughtTwice(at('2026-01-01'))]);
    expect(watches.map(({ latest }) => latest)).toEqual([null]);
  });
});

describe('a set of watches', () => {
  it('keeps one trail for equal conditions, as long as the longest asks for', () => {
    const { watches } = watchSet([spentWithin('P30D'), spentWithin('P2M'), spentWithin('P7D')]);
    expect(watches.map(({ keep }) => keep)).toEqual([{ months: 2, days: 30, milliseconds: 0 }]);
  });

  it('has the same fingerprint in any order, and another when more must be kept', () => {
    const a = spentWithin('P30D');
    const b: Condition = {
      kind: 'message',
      of: { node: 'mail' },
      state: 'clicked',
      within: null,
      link: null,
    };
    expect(watchSet([a, b]).watched).toBe(watchSet([b, a, a]).watched);
    expect(watchSet([a]).watched).not.toBe(watchSet([spentWithin('P31D')]).watched);
  });
});

describe('lifecycleOrder', () => {
  it('puts what was decided after the event that had been taken last, before those that were waiting', () => {
    const log = [
      recorded(1, null),
      recorded(2, null),
      recorded(3, null),
      recorded(4, 1),
      recorded(5, 1),
      recorded(6, 3),
    ];
    expect(lifecycleOrder(log).map(({ seq }) => seq)).toEqual([1, 4, 5, 2, 3, 6]);
  });

  it('refuses a decision that does not say when it was taken', () => {
    expect(() => lifecycleOrder([{ ...recorded(1, 0), decidedAfter: null }, recorded(2, null)])).toThrow(
      TypeError,
    );
  });
});

function points(type: string, amount: number, state: string): NewEvent {
  return happened(type, '2026-01-01', { wallet: 'beans', amount, state });
}

function recorded(seq: number, decidedAfter: number | null): MemberEvent {
  const event = happened('visit', '2026-01-01', {}, decidedAfter === null ? 'source' : 'lifecycle');
  return { ...event, decidedAfter, seq, recordedAt: instantOf(seq) };
}

function spentWithin(window: string): Condition {
  return {
    kind: 'event',
    type: 'purchase',
    where: [],
    measure: { kind: 'sum', of: 'total', test: { atLeast: 100 } },
    window: { kind: 'within', duration: duration(window) },
  };
}

function boughtTwice(mark: 'run_start' | 'passage_start' | Instant): Condition {
  return {
    kind: 'event',
    type: 'purchase',
    where: [],
    measure: { kind: 'count', test: { atLeast: 2 } },
    window: { kind: 'since', mark },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
