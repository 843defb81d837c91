import { describe, expect, it } from 'vitest';
import { happened } from '../../lifecycle/log.fixture.ts';
import { BERLIN, duration } from '../../values/instant.fixture.ts';
import type { AgeCondition } from '../condition.ts';
import { fails, holds, verdictOn } from '../moment.fixture.ts';

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
