import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../domain/values/json.ts';
import { at, BERLIN } from '../domain/values/instant.fixture.ts';
import { DAY_MS } from '../domain/values/instant.ts';
import { moneyOf } from '../domain/values/money.ts';
import { generateMember, HISTORY_DAYS, type DemoMember, type DemoSetting } from './generate-member.ts';

const MEMBERS = 400;

function setting(seed: string): DemoSetting {
  return { seed, end: at('2026-11-23T00:00:00+01:00'), zone: BERLIN, currency: 'EUR' };
}

const SETTING = setting('a');
const members = Array.from({ length: MEMBERS }, (_, index) => generateMember(SETTING, index + 1));
const visits = members.reduce((sum, { purchases }) => sum + purchases.length, 0);

function lastVisit({ purchases }: DemoMember): number {
  return purchases.at(-1)?.at ?? 0;
}

describe('generated members', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateMember(setting('a'), 7)).toEqual(members[6]);
    expect(generateMember(setting('b'), 7)).not.toEqual(members[6]);
  });

  it('have mail addresses in domains that are reserved for examples only', () => {
    for (const { email } of members) expect(email).toMatch(/^[a-z]+\.[a-z]+\.\d+@example\.(com|net|org)$/);
    expect(new Set(members.map(({ email }) => email)).size).toBe(MEMBERS);
  });

  it('bought in order, from enrolment on, within the time of the history', () => {
    for (const { enrolledAt, purchases } of members) {
      expect(purchases[0]?.at).toBe(enrolledAt);
      const times = purchases.map((purchase) => purchase.at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(
        times.every((time) => time < SETTING.end && time > SETTING.end - (HISTORY_DAYS + 2) * DAY_MS),
      ).toBe(true);
    }
  });

  it('come about once a week and spend about five euros', () => {
    const weeks = members.reduce(
      (sum, member) => sum + (lastVisit(member) - member.enrolledAt) / (7 * DAY_MS),
      0,
    );
    expect(visits / weeks).toBeGreaterThan(0.9);
    expect(visits / weeks).toBeLessThan(1.5);
    const totals = members.flatMap(({ purchases }) =>
      purchases.map(({ data }) => moneyOf(data['total'])?.amountMinor ?? 0),
    );
    const average = totals.reduce((sum, total) => sum + total, 0) / visits;
    expect(average).toBeGreaterThan(450);
    expect(average).toBeLessThan(550);
  });

  it('drift away for more than 45 days, about a tenth of them', () => {
    const away = members.filter((member) => SETTING.end - lastVisit(member) > 45 * DAY_MS).length;
    expect(away / MEMBERS).toBeGreaterThan(0.04);
    expect(away / MEMBERS).toBeLessThan(0.13);
  });

  it('have purchases whose lines sum to the total', () => {
    for (const { data } of members[0]?.purchases ?? []) {
      const lines = Array.isArray(data['lines']) ? data['lines'].filter(isJsonObject) : [];
      const sum = lines.reduce((total, line) => total + (moneyOf(line['amount'])?.amountMinor ?? 0), 0);
      expect(sum).toBe(moneyOf(data['total'])?.amountMinor);
    }
  });
});
