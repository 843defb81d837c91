import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../event/member-event.ts';
import { evolve, foldLog } from '../lifecycle/evolve.ts';
import { events, instants, logs } from '../lifecycle/log.arbitrary.ts';
import { UTC } from '../values/calendar.ts';
import { DAY_MS, instantOf } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import type { Condition } from './condition.ts';
import { conditions, exactConditions } from './condition.arbitrary.ts';
import { ANY_EVENT } from './condition-kind.ts';
import { dependsOn, evaluate } from './evaluate.ts';
import { momentAfter, run } from './moment.fixture.ts';
import type { Moment } from './moment.ts';
import { watchSet } from './watch-set.ts';
import type { Watch } from './watch.ts';

describe('a condition', () => {
  it('never changes its truth by time before `until`', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(conditions, logs, instants, shares, (condition, log, now, [...looks]) => {
        const moment = look(condition, log, now);
        const { holds, until } = evaluate(condition, moment);
        const end = until ?? now + 2000 * DAY_MS;
        expect(end).toBeGreaterThan(now);
        const soon = Math.min(end - 1, now + 50 * DAY_MS);
        for (const at of [end - 1, ...looks.map((share) => Math.floor(now + (soon - now) * share))]) {
          expect(evaluate(condition, { ...moment, now: instantOf(at) }).holds).toBe(holds);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('turns exactly at `until` where it is a single leaf', () => {
    fc.assert(
      fc.property(exactConditions, logs, instants, (condition, log, now) => {
        const moment = look(condition, log, now);
        const { holds, until } = evaluate(condition, moment);
        if (until !== null) expect(evaluate(condition, { ...moment, now: until }).holds).toBe(!holds);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same verdict from facts that were stored and read again', () => {
    fc.assert(
      fc.property(conditions, logs, instants, (condition, log, now) => {
        const moment = look(condition, log, now);
        const read = structuredClone({ condition, moment });
        expect(evaluate(read.condition, read.moment)).toEqual(evaluate(condition, moment));
      }),
    );
  });

  it('changes its truth with the events that it depends on only', () => {
    fc.assert(
      fc.property(conditions, logs, events, instants, (condition, log, event, now) => {
        const { watches } = watchSet([condition]);
        const before = look(condition, log, now);
        const facts = evolve(before.facts, event, watches);
        const after = { ...before, facts, zone: facts.zone ?? UTC };
        const types = dependsOn(condition);
        if (!types.includes(event.type) && !types.includes(ANY_EVENT)) {
          expect(evaluate(condition, after)).toEqual(evaluate(condition, before));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never misses an entry that was let go, up to 30 days before the newest', () => {
    fc.assert(
      fc.property(exactConditions, logs, fc.integer({ min: -30, max: 10 }), (condition, log, days) => {
        const newest = Math.max(0, ...log.map(({ occurredAt }) => occurredAt));
        const moment = look(condition, log, instantOf(newest + days * DAY_MS));
        const { watches, watched } = watchSet([condition]);
        const whole = foldLog(log, watches.map(keptForEver), watched);
        expect(evaluate(condition, moment)).toEqual(evaluate(condition, { ...moment, facts: whole }));
      }),
      { numRuns: 4000 },
    );
  });
});

/** The member of a log in a run that began after its second event. */
function look(condition: Condition, log: readonly NewEvent[], now: Instant): Moment {
  return momentAfter(log, [condition], now, { run: run({ startedAfter: 2, passageStartedAfter: 4 }) });
}

function keptForEver(watch: Watch): Watch {
  return { ...watch, keep: null, latest: null };
}
