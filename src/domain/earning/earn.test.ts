import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../condition/moment.ts';
import { noFacts } from '../lifecycle/evolve.ts';
import type { Program } from '../program/program.ts';
import { rowsBelow } from '../text/markdown.fixture.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { instantOf } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { Award, EarnRule } from './earn-rule.ts';
import { earn } from './earn.ts';

const AT = instantOf(Date.UTC(2026, 10, 22));
const MOMENT: Moment = {
  memberId: deriveUuid('member'),
  facts: noFacts(''),
  now: AT,
  zone: UTC,
  run: null,
  event: null,
};

type PerAmount = Extract<Award, { kind: 'perAmount' }>;

function perAmount(award: Partial<PerAmount>): Award {
  return {
    kind: 'perAmount',
    wallet: 'beans',
    points: 1,
    minor: 100,
    basis: 'net',
    rounding: 'down',
    ...award,
  };
}

function programWith(...rules: readonly Partial<EarnRule>[]): Program {
  return {
    id: 'corner-coffee',
    currency: 'EUR',
    zone: UTC,
    wallets: {
      beans: { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } },
      status: { kind: 'qualifying', pendingFor: null, expiry: { kind: 'none' } },
    },
    attributes: {},
    topics: [],
    earn: rules.map((rule, index) => ({
      id: rule.id ?? `rule-${index + 1}`,
      upon: rule.upon ?? { type: 'purchase', where: [] },
      who: rule.who ?? null,
      award: rule.award ?? [perAmount({})],
    })),
  };
}

function euro(amountMinor: number, currency = 'EUR'): JsonObject {
  return { amountMinor, currency };
}

/** The points of each award for a purchase with this data, or the code of the refusal. */
function pointsFor(program: Program, data: JsonObject) {
  const earned = earn(program, { type: 'purchase', occurredAt: AT, data }, MOMENT);
  return earned.ok ? earned.value.reasons.map(({ points }) => points) : earned.refusal.code;
}

describe('points for an amount', () => {
  it.each([
    ['down', 199, 1],
    ['half_up', 149, 1],
    ['half_up', 150, 2],
    ['up', 101, 2],
    ['up', 100, 1],
  ] as const)('rounded %s: %i cents are %i points', (rounding, minor, points) => {
    expect(pointsFor(programWith({ award: [perAmount({ rounding })] }), { total: euro(minor) })).toEqual([
      points,
    ]);
  });

  it('net is the total without tax and shipping, gross is the total', () => {
    const program = programWith({ award: [perAmount({}), perAmount({ basis: 'gross' })] });
    expect(pointsFor(program, { total: euro(1_000), tax: euro(160), shipping: euro(390) })).toEqual([4, 10]);
  });

  it('are rounded once, after multiplying', () => {
    expect(pointsFor(programWith({ award: [perAmount({ points: 3 })] }), { total: euro(150) })).toEqual([4]);
  });

  it('are never negative, when tax and shipping are more than the total', () => {
    const data = { total: euro(100), tax: euro(900) };
    expect(pointsFor(programWith({ award: [perAmount({ rounding: 'up' })] }), data)).toEqual([0]);
  });

  it('are none for money of another currency, and none without an amount', () => {
    expect(pointsFor(programWith({}), { total: euro(1_000, 'USD') })).toEqual([0]);
    expect(pointsFor(programWith({}), {})).toEqual([0]);
  });

  it('are exact up to the largest safe amount', () => {
    const program = programWith({ award: [perAmount({ points: 100, rounding: 'half_up' })] });
    expect(pointsFor(program, { total: euro(Number.MAX_SAFE_INTEGER) })).toEqual([Number.MAX_SAFE_INTEGER]);
  });

  it('beyond it are refused', () => {
    const program = programWith({ award: [perAmount({ points: 101 })] });
    expect(pointsFor(program, { total: euro(Number.MAX_SAFE_INTEGER) })).toBe('points_overflow');
  });
});

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const EXAMPLES = rowsBelow(README, 'Points');

describe('the worked examples of the README', () => {
  it('are there', () => expect(EXAMPLES).toHaveLength(7));

  it.each(EXAMPLES)('%s for each %s of %s, %s: of %s, %s and %s it is %s', (...cells) => {
    const [points, minor, basis, rounding, total, tax, shipping, earns] = cells;
    const program = programWith({
      award: [
        perAmount({
          points: Number(points),
          minor: Number(minor),
          basis: basis === 'gross' ? 'gross' : 'net',
          rounding: rounding === 'up' || rounding === 'half_up' ? rounding : 'down',
        }),
      ],
    });
    const data = { total: euro(Number(total)), tax: euro(Number(tax)), shipping: euro(Number(shipping)) };
    expect(pointsFor(program, data)).toEqual([Number(earns)]);
  });
});

describe('a rule', () => {
  it('with several awards gives each of them, with a lot of its own', () => {
    const program = programWith({
      award: [{ kind: 'fixed', wallet: 'beans', points: 5 }, perAmount({ wallet: 'status' })],
    });
    const earned = earn(program, { type: 'purchase', occurredAt: AT, data: { total: euro(300) } }, MOMENT);
    expect(earned).toMatchObject({
      ok: true,
      value: {
        lines: [
          { wallet: 'beans', points: 5, rule: 'rule-1' },
          { wallet: 'status', points: 3, rule: 'rule-1' },
        ],
      },
    });
  });

  it('says why it awarded nothing; one for other events says nothing', () => {
    const program = programWith(
      {
        id: 'big',
        upon: {
          type: 'purchase',
          where: [{ kind: 'value', path: 'total.amountMinor', test: { above: 999 } }],
        },
      },
      { id: 'chosen', who: { kind: 'attribute', name: 'vip', test: { is: true } } },
      { id: 'small', award: [perAmount({ minor: 1_000 })] },
      { id: 'visit', upon: { type: 'store_visit', where: [] } },
    );
    const earned = earn(program, { type: 'purchase', occurredAt: AT, data: { total: euro(500) } }, MOMENT);
    expect(earned).toMatchObject({
      ok: true,
      value: {
        lines: [],
        reasons: [
          { rule: 'big', wallet: null, points: 0, because: 'not_matching' },
          { rule: 'chosen', wallet: null, points: 0, because: 'not_eligible' },
          { rule: 'small', wallet: 'beans', points: 0, because: 'rounded_to_zero' },
        ],
      },
    });
  });
});
