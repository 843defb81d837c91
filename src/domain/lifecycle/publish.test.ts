import { describe, expect, it } from 'vitest';
import type { OnResume } from '../journey/control.ts';
import { done, DRIFTED, delayFor, journey, mail, upon, when, winback } from '../journey/journey.fixture.ts';
import { buys, happens, published, traceFor } from '../simulation/story.fixture.ts';
import { at } from '../values/instant.fixture.ts';
import type { Definitions } from './definitions.ts';

/** Nothing to enter, from the beginning: the member lives before the journey is published. */
const nothing = published([]);

function publication(revision: number, from: string, rest: Partial<Definitions>): Definitions {
  return { ...published([]), ...rest, revision, publishedAt: at(from) };
}

/** When a member enters who drifts away before the journey is published, and again after it. */
const launch = (audienceAtLaunch: 'existing' | 'future' | 'both') => {
  const drifted = journey(
    'drifted',
    when(DRIFTED),
    { done },
    { audienceAtLaunch, reentry: { kind: 'always' } },
  );
  const later = publication(2, '2027-04-01', published([drifted]));
  const events = [buys('2027-01-02'), buys('2027-05-01')];
  return traceFor([nothing, later], { events, until: '2027-12-31' }).filter((line) =>
    line.includes('entered'),
  );
};

describe('a first publication', () => {
  const AT_LAUNCH = '2027-04-01 journey_entered drifted';
  const LATER = '2027-06-15 journey_entered drifted';

  it('takes in members for whom the condition holds already, and no others ever, with existing', () => {
    expect(launch('existing')).toEqual([AT_LAUNCH]);
  });

  it('takes in only members for whom the condition turns true later, with future', () => {
    expect(launch('future')).toEqual([LATER]);
  });

  it('takes in both', () => {
    expect(launch('both')).toEqual([AT_LAUNCH, LATER]);
  });

  it('folds the past anew for conditions that count what happened before it', () => {
    const regular = journey(
      'regular',
      when({
        kind: 'event',
        type: 'visit',
        where: [],
        measure: { kind: 'count', test: { atLeast: 3 } },
        window: { kind: 'ever' },
      }),
      { done },
    );
    const later = publication(2, '2027-04-01', published([regular]));
    const events = ['2027-01-02', '2027-01-03', '2027-04-02'].map((day) => happens(day, 'visit'));
    expect(traceFor([nothing, later], { events, until: '2027-05-01' })).toEqual([
      '2027-04-02 journey_entered regular',
      '2027-04-02 journey_ended regular finished',
    ]);
  });
});

describe('a new version', () => {
  const slow = journey('hello', upon('visit'), {
    wait: delayFor('P10D', 'old'),
    old: mail('old', 'done'),
    done,
  });
  const quick = { ...slow, version: 2, start: 'new', nodes: { new: mail('new', 'done'), done } };
  const first = published([slow]);
  const second = publication(2, '2027-02-01', { ...published([quick]), older: [slow] });

  it('lets open runs go on with the version that they began with', () => {
    const events = [happens('2027-01-30', 'visit')];
    expect(traceFor([first, second], { events, until: '2027-03-01' })).toContain(
      '2027-02-09 message_sent hello/old',
    );
  });

  it('takes new members in', () => {
    const events = [happens('2027-02-02', 'visit')];
    expect(traceFor([first, second], { events, until: '2027-03-01' })).toContain(
      '2027-02-02 message_sent hello/new',
    );
  });

  it('fires for nobody, although its condition holds for them from then on', () => {
    const strict = journey('drifted', when(DRIFTED), { done });
    const easy = journey(
      'drifted',
      when({ kind: 'consent', topic: 'offers', channel: 'email' }),
      { done },
      { version: 2 },
    );
    const later = publication(2, '2027-02-01', published([easy]));
    expect(traceFor([published([strict]), later], { until: '2027-12-31' })).toEqual([]);
  });
});

describe('a pause', () => {
  const running = published([winback]);
  const paused = publication(
    2,
    '2027-02-20',
    published([winback], { control: { kind: 'paused', at: at('2027-02-20') } }),
  );
  const resumed = (onResume: OnResume) =>
    publication(
      3,
      '2027-03-10',
      published([winback], {
        control: { kind: 'resumed', pausedAt: at('2027-02-20'), at: at('2027-03-10'), onResume },
      }),
    );

  describe('that holds a delay', () => {
    // Entered on 16 February; the delay between the two mails would end on the 21st.
    const events = [buys('2027-01-02')];
    const trace = (onResume: OnResume) =>
      traceFor([running, paused, resumed(onResume)], { events, until: '2027-05-01' }).slice(2);

    it('makes it due at the end of the pause, with run', () => {
      expect(trace('run')).toEqual([
        '2027-03-10 message_sent winback/last',
        '2027-03-10 journey_ended winback finished',
      ]);
    });

    it('passes over the message that was due in the pause, with skip', () => {
      expect(trace('skip')).toEqual([
        '2027-03-10 message_skipped winback/last paused',
        '2027-03-10 journey_ended winback finished',
      ]);
    });

    it('moves it by the length of the pause, with retime', () => {
      expect(trace('retime')).toEqual([
        '2027-03-11 message_sent winback/last',
        '2027-03-11 journey_ended winback finished',
      ]);
    });
  });

  it('still lets exits act at once', () => {
    const events = [buys('2027-01-02'), buys('2027-03-01')];
    expect(traceFor([running, paused], { events, until: '2027-04-01' }).at(-1)).toBe(
      '2027-03-01 journey_ended winback bought_again',
    );
  });

  describe('in which a condition turns true', () => {
    const events = [buys('2027-01-10')];
    const trace = (onResume: OnResume) =>
      traceFor([running, paused, resumed(onResume)], { events, until: '2027-03-11' });

    it('takes the member in at its end, with run', () => {
      expect(trace('run')[0]).toBe('2027-03-10 journey_entered winback');
    });

    it('does not take the member in, with skip', () => {
      expect(trace('skip')).toEqual([]);
    });
  });

  it('loses what happens in it to an entry upon an event', () => {
    const hello = journey('hello', upon('visit'), { done });
    const control = { kind: 'paused', at: at('2027-02-20') } as const;
    const rules = [published([hello]), publication(2, '2027-02-20', published([hello], { control }))];
    const events = [happens('2027-03-01', 'visit')];
    expect(traceFor(rules, { events, until: '2027-04-01' })).toEqual([]);
  });
});

describe('a stop', () => {
  it('ends open runs and takes nobody in', () => {
    const control = { kind: 'stopped', at: at('2027-02-20') } as const;
    const rules = [published([winback]), publication(2, '2027-02-20', published([winback], { control }))];
    const events = [buys('2027-01-02'), buys('2027-03-01')];
    expect(traceFor(rules, { events, until: '2027-12-31' })).toEqual([
      '2027-02-16 journey_entered winback',
      '2027-02-16 message_sent winback/offer',
      '2027-02-20 journey_ended winback stopped',
    ]);
  });
});
