import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../event/member-event.ts';
import { happened } from '../../lifecycle/log.fixture.ts';
import type { DateCondition } from '../condition.ts';
import { fails, holds, verdictOn } from '../moment.fixture.ts';

describe('date', () => {
  const birthday: DateCondition = {
    kind: 'date',
    of: { ref: 'member.birthday' },
    offsetDays: 0,
    every: 'year',
    leapDay: 'feb_28',
  };
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

function born(birthday: string): readonly NewEvent[] {
  return [happened('enrolled', '2020-01-01', { timezone: 'Europe/Berlin', attributes: { birthday } })];
}
