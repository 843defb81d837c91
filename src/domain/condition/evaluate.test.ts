import { describe, expect, it } from 'vitest';
import { happened } from '../lifecycle/log.fixture.ts';
import { duration } from '../values/instant.fixture.ts';
import { POINTS_EVENTS } from '../ledger/points-events.ts';
import type { Condition } from './condition.ts';
import { dependsOn } from './evaluate.ts';
import { fails, holds, run, verdictOn } from './moment.fixture.ts';
import type { Verdict } from './verdict.ts';

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
    expect(dependsOn(condition)).toEqual([...POINTS_EVENTS, 'consent_given', 'consent_withdrawn']);
  });
});

/** Holds for some days after the last event of the type. */
function until(type: string, days: number): Condition {
  return { kind: 'age', of: { types: [type] }, test: { below: duration(`P${days}D`) }, never: 'fails' };
}

/** Holds from some days after the last event of the type on. */
function from(type: string, days: number): Condition {
  return { kind: 'not', of: until(type, days) };
}
