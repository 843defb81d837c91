import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition/condition.ts';
import { done, DRIFTED, journey, upon, when } from '../journey/journey.fixture.ts';
import { RUN_REQUESTED, type Reentry } from '../journey/journey.ts';
import { simulate } from '../simulation/simulate.ts';
import { buys, happens, published, reader, traceFor } from '../simulation/story.fixture.ts';
import { at, duration } from '../values/instant.fixture.ts';

const GIVES_CONSENT = { topic: 'offers', channel: 'email', basis: 'test', textVersion: '1' };
const CONSENTS: Condition = { kind: 'consent', topic: 'offers', channel: 'email' };

function after(text: string, from: 'start' | 'end', iff: 'turns_true' | 'still_true'): Reentry {
  return { kind: 'after', after: duration(text), from, if: iff };
}

/** When members enter, and why they do not. */
function entriesOf(...[definitions, told]: Parameters<typeof traceFor>): readonly string[] {
  return traceFor(definitions, told).filter((line) => line.includes('journey_entered'));
}

describe('an entry upon an event', () => {
  const thanks = journey('thanks', upon('purchase'), { done }, { reentry: { kind: 'always' } });

  it('takes members in each time it happens, when re-entry is always', () => {
    const events = [buys('2027-01-02'), buys('2027-01-03')];
    expect(entriesOf([published([thanks])], { events, until: '2027-02-01' })).toEqual([
      '2027-01-02 journey_entered thanks',
      '2027-01-03 journey_entered thanks',
    ]);
  });

  it('takes a member in once, when re-entry is never', () => {
    const once = journey('thanks', upon('purchase'), { done });
    const events = [buys('2027-01-02'), buys('2027-01-03')];
    expect(entriesOf([published([once])], { events, until: '2027-02-01' })).toHaveLength(1);
  });

  it('reads who after the event has earned its points', () => {
    const who: Condition = { kind: 'balance', wallet: 'beans', state: 'active', test: { atLeast: 20 } };
    const rich = journey('rich', upon('purchase'), { done }, { who });
    const events = [buys('2027-01-02'), buys('2027-01-03')];
    expect(entriesOf([published([rich])], { events, until: '2027-02-01' })).toEqual([
      '2027-01-03 journey_entered rich',
    ]);
  });

  it('greets a new member who consents while enrolling', () => {
    const welcome = journey('welcome', upon('enrolled'), { done }, { who: CONSENTS });
    expect(entriesOf([published([welcome])], { until: '2027-02-01' })).toHaveLength(1);
    const silent = { consents: [] };
    expect(entriesOf([published([welcome])], { member: silent, until: '2027-02-01' })).toEqual([]);
  });

  it('hands the data of the event to the run', () => {
    const echo = journey('echo', upon('visit'), {
      say: { kind: 'emit_event', type: 'echoed', data: { store: { ref: 'run.data.store' } }, next: 'done' },
      done,
    });
    const events = [happens('2027-01-02', 'visit', { store: 'mitte' })];
    const { log } = simulate({ start: at('2027-01-01'), member: reader, events, until: at('2027-01-03') }, [
      published([echo]),
    ]);
    expect(log.find(({ type }) => type === 'echoed')?.data).toEqual({ store: 'mitte' });
  });
});

function request(name: string) {
  return happens('2027-01-02', RUN_REQUESTED, { journey: name, data: {} });
}

describe('an entry by request', () => {
  const asked = journey('asked', { kind: 'api' }, { done });

  it('takes in only the members for whom it was asked', () => {
    expect(entriesOf([published([asked])], { events: [request('other')], until: '2027-02-01' })).toEqual([]);
    expect(entriesOf([published([asked])], { events: [request('asked')], until: '2027-02-01' })).toHaveLength(
      1,
    );
  });
});

describe('an entry by a condition', () => {
  it('fires on turning true, not while it stays true', () => {
    const drifted = journey('drifted', when(DRIFTED), { done }, { reentry: { kind: 'always' } });
    const events = [buys('2027-01-02'), happens('2027-03-20', 'visit'), buys('2027-04-01')];
    expect(entriesOf([published([drifted])], { events, until: '2027-06-01' })).toEqual([
      '2027-02-16 journey_entered drifted',
      '2027-05-16 journey_entered drifted',
    ]);
  });

  it('fires at enrolment when it holds at once', () => {
    const agreed = journey('agreed', when(CONSENTS), { done });
    expect(entriesOf([published([agreed])], { until: '2027-02-01' })).toEqual([
      '2027-01-01 journey_entered agreed',
    ]);
  });

  it('awaits the next firing when who fails', () => {
    const drifted = journey('drifted', when(DRIFTED), { done }, { who: CONSENTS });
    const events = [
      buys('2027-01-02'),
      happens('2027-02-20', 'consent_given', GIVES_CONSENT),
      buys('2027-03-01'),
    ];
    expect(
      entriesOf([published([drifted])], { member: { consents: [] }, events, until: '2027-06-01' }),
    ).toEqual(['2027-04-15 journey_entered drifted']);
  });

  it('does not let a member in twice at the same time', () => {
    const slow = journey(
      'slow',
      when(DRIFTED),
      { wait: { kind: 'wait_until', branches: [], after: duration('P1Y'), timeout: 'done' }, done },
      { reentry: { kind: 'always' } },
    );
    const events = [buys('2027-01-02'), buys('2027-03-01')];
    const story = { start: at('2027-01-01'), member: reader, events, until: at('2027-12-01') };
    const { decisions } = simulate(story, [published([slow])]);
    expect(decisions.map(({ what, reason }) => `${what} ${reason}`)).toEqual([
      'entered turned_true',
      'not_entered already_open',
    ]);
  });
});

const PURCHASES = [buys('2027-01-02'), buys('2027-03-01'), buys('2027-06-01')];

/** How often the member enters a journey that takes ten days. */
const entriesOfSlow = (from: 'start' | 'end') => {
  const nodes = {
    wait: { kind: 'wait_until', branches: [], after: duration('P10D'), timeout: 'done' },
    done,
  } as const;
  const reentry = after('P55D', from, 'turns_true');
  const drifted = journey('drifted', when(DRIFTED), nodes, { reentry });
  return entriesOf([published([drifted])], { events: PURCHASES, until: '2027-05-01' }).length;
};

/** The days on which the member enters a journey that ends at once. */
const entryDays = (reentry: Reentry) => {
  const drifted = journey('drifted', when(DRIFTED), { done }, { reentry });
  return entriesOf([published([drifted])], { events: PURCHASES, until: '2027-12-31' }).map((line) =>
    line.slice(0, 10),
  );
};

describe('re-entry', () => {
  it('loses what turns true during the cool-down with turns_true', () => {
    expect(entryDays(after('P90D', 'start', 'turns_true'))).toEqual(['2027-02-16', '2027-07-16']);
  });

  it('asks once more at the end of the cool-down with still_true', () => {
    expect(entryDays(after('P90D', 'start', 'still_true'))).toEqual([
      '2027-02-16',
      '2027-05-17',
      '2027-08-15',
      '2027-11-13',
    ]);
  });

  it('takes a firing at the very end of the cool-down', () => {
    expect(entryDays(after('P58D', 'start', 'turns_true'))).toEqual([
      '2027-02-16',
      '2027-04-15',
      '2027-07-16',
    ]);
    expect(entryDays(after('P59D', 'start', 'turns_true'))).toEqual(['2027-02-16', '2027-07-16']);
  });

  it('counts from the end of the run where it says so', () => {
    expect(entriesOfSlow('start')).toBe(2);
    expect(entriesOfSlow('end')).toBe(1);
  });
});
