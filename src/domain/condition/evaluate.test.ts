import { describe, expect, it } from 'vitest';
import { happened } from '../lifecycle/log.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { at, BERLIN, duration } from '../values/instant.fixture.ts';
import type { Instant } from '../values/instant.ts';
import type { AgeCondition, Condition, DateCondition, EventCondition } from './condition.ts';
import { dependsOn } from './evaluate.ts';
import { run, verdictOn } from './moment.fixture.ts';
import type { Verdict } from './verdict.ts';

describe('age', () => {
  const inactive: AgeCondition = {
    kind: 'age',
    of: { types: ['purchase'] },
    test: { atLeast: duration('P45D') },
    never: 'fails',
  };
  const bought = [happened('purchase', '2026-01-01T09:30:00')];

  it('begins to hold exactly 45 days after the last purchase', () => {
    expect(verdictOn(inactive, bought, '2026-02-15T09:29:59.999')).toEqual(fails('2026-02-15T09:30:00'));
    expect(verdictOn(inactive, bought, '2026-02-15T09:30:00')).toEqual(holds());
  });

  it('counts from the latest purchase, in whatever order they arrive', () => {
    const log = [happened('purchase', '2026-02-01'), happened('purchase', '2026-01-01')];
    expect(verdictOn(inactive, log, '2026-02-20')).toEqual(fails('2026-03-18'));
  });

  it('counts days by the member’s clocks', () => {
    const log = [happened('purchase', '2026-03-01T12:00:00+01:00')];
    expect(verdictOn(inactive, log, '2026-03-02', { zone: BERLIN })).toEqual(
      fails('2026-04-15T12:00:00+02:00'),
    );
  });

  it('says what `never` says where there is no purchase', () => {
    expect(verdictOn(inactive, [], '2026-02-20')).toEqual(fails());
    expect(verdictOn({ ...inactive, never: 'holds' }, [], '2026-02-20')).toEqual(holds());
  });

  it('says what `never` says until a purchase dated ahead by a fast clock', () => {
    expect(verdictOn({ ...inactive, never: 'holds' }, bought, '2026-01-01T09:29:00')).toEqual(
      holds('2026-01-01T09:30:00'),
    );
    expect(verdictOn(inactive, bought, '2026-01-01T09:29:00')).toEqual(fails('2026-02-15T09:30:00'));
  });

  it('holds below the duration, and not at it', () => {
    const recent: AgeCondition = { ...inactive, test: { below: duration('PT36H') } };
    expect(verdictOn(recent, bought, '2026-01-01T09:30:00')).toEqual(holds('2026-01-02T21:30:00'));
    expect(verdictOn(recent, bought, '2026-01-02T21:30:00')).toEqual(fails());
  });

  it('counts from the start of the day when it refers to a date', () => {
    const adult: AgeCondition = {
      kind: 'age',
      of: { ref: 'member.birthday' },
      test: { atLeast: duration('P18Y') },
      never: 'fails',
    };
    const log = [
      happened('enrolled', '2026-01-01', {
        timezone: 'Europe/Berlin',
        attributes: { birthday: '2008-02-29' },
      }),
    ];
    expect(verdictOn(adult, log, '2026-02-01')).toEqual(fails('2026-02-28T00:00:00+01:00'));
    expect(verdictOn({ ...adult, of: { ref: 'member.wedding' } }, log, '2026-02-01')).toEqual(fails());
    expect(
      verdictOn({ ...adult, of: { ref: 'member.wedding', default: '2000-01-01' } }, log, '2026-02-01'),
    ).toEqual(holds());
  });
});

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
    const since = (mark: 'run_start' | 'passage_start' | Instant): EventCondition => ({
      ...event,
      measure: { kind: 'count', test: { atLeast: 2 } },
      window: { kind: 'since', mark },
    });
    const seen = { run: run({ startedAfter: 1, passageStartedAfter: 2 }) };
    expect(verdictOn(since('run_start'), purchases, '2026-01-20', seen)).toEqual(holds());
    expect(verdictOn(since('passage_start'), purchases, '2026-01-20', seen)).toEqual(fails());
    expect(verdictOn(since('run_start'), purchases, '2026-01-20')).toEqual(fails());
    expect(verdictOn(since(at('2026-01-10')), purchases, '2026-01-20')).toEqual(holds());
    expect(verdictOn(since(at('2026-01-11')), purchases, '2026-01-20')).toEqual(fails());
  });
});

describe('date', () => {
  const birthday: DateCondition = {
    kind: 'date',
    of: { ref: 'member.birthday' },
    offsetDays: 0,
    every: 'year',
    leapDay: 'feb_28',
  };
  const born = (date: string) => [
    happened('enrolled', '2020-01-01', { timezone: 'Europe/Berlin', attributes: { birthday: date } }),
  ];

  it('holds for the whole local day, every year', () => {
    expect(verdictOn(birthday, born('1990-03-29'), '2026-03-28')).toEqual(fails('2026-03-29T00:00:00+01:00'));
    expect(verdictOn(birthday, born('1990-03-29'), '2026-03-28T23:00:00')).toEqual(
      holds('2026-03-30T00:00:00+02:00'),
    );
    expect(verdictOn(birthday, born('1990-03-29'), '2026-03-29T22:00:00')).toEqual(
      fails('2027-03-29T00:00:00+02:00'),
    );
  });

  it('puts a leap day where the program says in other years', () => {
    expect(verdictOn(birthday, born('1992-02-29'), '2026-01-01')).toEqual(fails('2026-02-28T00:00:00+01:00'));
    expect(verdictOn({ ...birthday, leapDay: 'mar_1' }, born('1992-02-29'), '2026-01-01')).toEqual(
      fails('2026-03-01T00:00:00+01:00'),
    );
    expect(verdictOn(birthday, born('1992-02-29'), '2028-01-01')).toEqual(fails('2028-02-29T00:00:00+01:00'));
  });

  it('moves by days, also over the turn of the year', () => {
    const weekBefore = { ...birthday, offsetDays: -7 };
    expect(verdictOn(weekBefore, born('1990-01-03'), '2026-12-26')).toEqual(
      fails('2026-12-27T00:00:00+01:00'),
    );
    expect(verdictOn(weekBefore, born('1990-01-03'), '2026-12-27')).toEqual(
      holds('2026-12-28T00:00:00+01:00'),
    );
  });

  it('holds once without `every`, and not before the first time with it', () => {
    expect(verdictOn({ ...birthday, every: null }, born('2026-06-01'), '2026-06-02')).toEqual(fails());
    expect(verdictOn(birthday, born('2030-06-01'), '2026-01-01')).toEqual(fails('2030-06-01T00:00:00+02:00'));
  });

  it('fails without a date', () => {
    expect(verdictOn(birthday, born('in June'), '2026-01-01')).toEqual(fails());
    expect(verdictOn(birthday, [], '2026-01-01')).toEqual(fails());
  });
});

describe('message', () => {
  const clicked: Condition = {
    kind: 'message',
    of: { node: 'mail' },
    state: 'clicked',
    within: null,
    link: null,
  };
  const mine = deriveUuid('run');
  const click = (runId: string, link = 'https://shop.example/offer') =>
    happened('message_clicked', '2026-01-05', { run: runId, node: 'mail', template: 'winback', link });

  it('sees the messages of its own run only', () => {
    expect(verdictOn(clicked, [click(mine)], '2026-01-05', { run: run() })).toEqual(holds());
    expect(verdictOn(clicked, [click(deriveUuid('other'))], '2026-01-05', { run: run() })).toEqual(fails());
    expect(verdictOn(clicked, [click(mine)], '2026-01-05')).toEqual(fails());
  });

  it('sees messages of a template from anywhere, as long as `within` looks back', () => {
    const recently: Condition = { ...clicked, of: { template: 'winback' }, within: duration('P7D') };
    expect(verdictOn(recently, [click(mine)], '2026-01-06')).toEqual(holds('2026-01-12'));
    expect(verdictOn(recently, [click(mine)], '2026-01-12')).toEqual(fails());
  });

  it('tells links apart', () => {
    const unsubscribed: Condition = { ...clicked, link: 'https://shop.example/terms' };
    expect(verdictOn(unsubscribed, [click(mine)], '2026-01-05', { run: run() })).toEqual(fails());
  });
});

describe('what the member is', () => {
  const member = [
    happened('enrolled', '2026-01-01', {
      timezone: 'Europe/Berlin',
      locale: 'de',
      reachable: ['email'],
      attributes: { favouriteStore: 'mitte', visits: 3 },
    }),
    happened('profile_changed', '2026-01-02', { changed: { tags: ['vip'] } }),
    happened('consent_given', '2026-01-03', { topic: 'offers', channel: 'email' }),
    happened('points_earned', '2026-01-04', { wallet: 'beans', amount: 120, state: 'active' }),
    happened('points_earned', '2026-01-04', { wallet: 'beans', amount: 80, state: 'pending' }),
    happened('purchase', '2026-01-04', { total: { amountMinor: 1200, currency: 'EUR' } }),
  ];

  it.each<[string, Condition, boolean]>([
    ['an attribute', { kind: 'attribute', name: 'visits', test: { atLeast: 3 } }, true],
    ['an attribute that is missing', { kind: 'attribute', name: 'birthday', test: { exists: false } }, true],
    ['no property of the machine', { kind: 'attribute', name: 'constructor', test: { exists: true } }, false],
    ['a tag', { kind: 'attribute', name: 'tags', test: { has: 'vip' } }, true],
    ['a consent', { kind: 'consent', topic: 'offers', channel: 'email' }, true],
    ['a consent never given', { kind: 'consent', topic: 'offers', channel: 'sms' }, false],
    ['a channel', { kind: 'reachable', channel: 'email' }, true],
    ['a channel without address', { kind: 'reachable', channel: 'sms' }, false],
    ['active points', { kind: 'balance', wallet: 'beans', state: 'active', test: { is: 120 } }, true],
    ['pending points', { kind: 'balance', wallet: 'beans', state: 'pending', test: { is: 80 } }, true],
    ['all points ever', { kind: 'balance', wallet: 'beans', state: 'lifetime', test: { is: 200 } }, true],
    [
      'a wallet that never moved',
      { kind: 'balance', wallet: 'status', state: 'active', test: { below: 1 } },
      true,
    ],
    ['a reference', { kind: 'value', ref: 'member.balance.beans', test: { atLeast: 100 } }, true],
    ['a reference to a count', { kind: 'value', ref: 'member.purchase.count', test: { is: 1 } }, true],
    [
      'a reference to an instant',
      { kind: 'value', ref: 'member.purchase.last', test: { is: '2026-01-04T00:00:00.000Z' } },
      true,
    ],
    [
      'a reference to a state',
      { kind: 'value', ref: 'member.balance.beans.pending', test: { is: 80 } },
      true,
    ],
    ['a reference to run data', { kind: 'value', ref: 'run.data.order.id', test: { is: 'A1' } }, true],
    ['a reference to a node', { kind: 'value', ref: 'nodes.mail.state', test: { is: 'sent' } }, true],
    ['an empty reference', { kind: 'value', ref: 'nodes.other.state', test: { below: 'z' } }, false],
    ['everyone', { kind: 'cohort', percent: 100, salt: 's' }, true],
    ['nobody', { kind: 'cohort', percent: 0, salt: 's' }, false],
    ['nothing', { kind: 'all', of: [] }, true],
    ['no alternative', { kind: 'any', of: [] }, false],
  ])('reads %s, which time alone does not change', (_what, condition, expected) => {
    const seen = { run: run({ data: { order: { id: 'A1' } }, nodes: { mail: { state: 'sent' } } }) };
    expect(verdictOn(condition, member, '2026-01-05', seen)).toEqual(expected ? holds() : fails());
  });

  it('takes the later word on a consent, in whatever order they arrive', () => {
    const log = [
      happened('consent_withdrawn', '2026-01-10', { topic: 'offers', channel: 'email' }),
      happened('consent_given', '2026-01-05', { topic: 'offers', channel: 'email' }),
    ];
    expect(verdictOn({ kind: 'consent', topic: 'offers', channel: 'email' }, log, '2026-01-11')).toEqual(
      fails(),
    );
  });
});

describe('all, any and not', () => {
  const log = [happened('purchase', '2026-01-01'), happened('visit', '2026-01-01')];
  const until = (type: string, days: number): Condition => ({
    kind: 'age',
    of: { types: [type] },
    test: { below: duration(`P${days}D`) },
    never: 'fails',
  });
  const from = (type: string, days: number): Condition => ({ kind: 'not', of: until(type, days) });
  const verdict = (kind: 'all' | 'any', ...of: Condition[]): Verdict =>
    verdictOn({ kind, of }, log, '2026-01-03');

  it('holds together until the first part fails', () => {
    expect(verdict('all', until('purchase', 10), until('visit', 5))).toEqual(holds('2026-01-06'));
  });

  it('fails together as long as the longest-lasting part', () => {
    expect(verdict('all', from('purchase', 10), from('visit', 5), until('visit', 3))).toEqual(
      fails('2026-01-11'),
    );
    expect(verdict('all', from('purchase', 10), { kind: 'any', of: [] })).toEqual(fails());
  });

  it('holds in part as long as the longest-lasting part', () => {
    expect(verdict('any', until('purchase', 10), until('visit', 5), from('visit', 3))).toEqual(
      holds('2026-01-11'),
    );
    expect(verdict('any', until('purchase', 10), { kind: 'all', of: [] })).toEqual(holds());
  });

  it('fails in every part until the first holds', () => {
    expect(verdict('any', from('purchase', 10), from('visit', 5))).toEqual(fails('2026-01-06'));
  });

  it('depends on what its parts depend on, each once', () => {
    const condition: Condition = {
      kind: 'all',
      of: [
        { kind: 'balance', wallet: 'beans', state: 'active', test: { atLeast: 1 } },
        { kind: 'not', of: { kind: 'consent', topic: 'offers', channel: 'email' } },
        { kind: 'any', of: [{ kind: 'consent', topic: 'service', channel: 'sms' }] },
      ],
    };
    expect(dependsOn(condition)).toEqual([
      'points_earned',
      'points_vested',
      'points_redeemed',
      'points_expired',
      'points_reversed',
      'consent_given',
      'consent_withdrawn',
    ]);
  });
});

function holds(until?: string): Verdict {
  return { holds: true, until: until === undefined ? null : at(until) };
}

function fails(until?: string): Verdict {
  return { holds: false, until: until === undefined ? null : at(until) };
}
