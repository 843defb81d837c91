import { describe, expect, it } from 'vitest';
import type { MemberEvent } from '../../event/member-event.ts';
import { simulate } from '../../simulation/simulate.ts';
import type { StoryEvent, StoryMember } from '../../simulation/story.ts';
import { buys, happens, published, reader, traceFor } from '../../simulation/story.fixture.ts';
import type { JsonObject } from '../../values/json.ts';
import { at, BERLIN, duration } from '../../values/instant.fixture.ts';
import { delayFor, done, journey, mail, upon, when } from '../journey.fixture.ts';
import type { DelayNode, JourneyNode } from '../journey.ts';

type Nodes = Readonly<Record<string, JourneyNode>>;

const START = '2027-01-04T09:00:00Z';

/** What a journey with these nodes, entered on 4 January 2027 (a Monday) at 09:00 UTC, sends and how it ends. */
function sent(nodes: Nodes, events: readonly StoryEvent[] = [], member: Partial<StoryMember> = {}) {
  const rules = [published([journey('j', upon('go'), nodes)])];
  const told = { member, events: [happens(START, 'go', GO), ...events], until: '2027-12-31' };
  return traceFor(rules, told).slice(1, -1);
}

const GO: JsonObject = { startsAt: '2027-01-20T18:00:00Z', past: '2026-12-24' };

function logOf(nodes: Nodes, events: readonly StoryEvent[] = []): readonly MemberEvent[] {
  const rules = [published([journey('j', upon('go'), nodes)])];
  const story = { start: at('2027-01-01'), member: reader, until: at('2027-12-31') };
  return simulate({ ...story, events: [...events, happens(START, 'go', GO)] }, rules).log;
}

const delay = (until: DelayNode['until']): Nodes => ({
  delay: { kind: 'delay', until, next: 'next', past: 'past' },
  next: mail('next', 'done'),
  past: mail('past', 'done'),
  done,
});
const date = (ref: string, offset: string | null = null) =>
  ({
    kind: 'date',
    date: { ref },
    offset: offset === null ? null : duration(offset),
    before: true,
  }) as const;

const birthdayMoves = (to: string) => [
  happens('2027-02-01', 'profile_changed', { changed: { attributes: { birthday: to } } }),
];

describe('delay', () => {
  it('waits for a time of day on the weekdays, in the member’s zone', () => {
    const nodes = delay({ kind: 'time', time: '10:00', weekdays: ['sat', 'sun'] });
    expect(sent(nodes, [], { zone: BERLIN })).toEqual(['2027-01-09T09:00:00Z message_sent j/next']);
  });

  it('takes the present instant for a match', () => {
    const nodes = delay({ kind: 'time', time: '10:00', weekdays: [] });
    expect(sent(nodes, [], { zone: BERLIN })).toEqual([`${START} message_sent j/next`]);
  });

  it('follows the member to another zone', () => {
    const nodes = delay({ kind: 'time', time: '18:00', weekdays: [] });
    const moves = happens('2027-01-04T10:00:00Z', 'profile_changed', {
      changed: { timezone: 'America/New_York' },
    });
    expect(sent(nodes, [moves], { zone: BERLIN })).toEqual(['2027-01-04T23:00:00Z message_sent j/next']);
  });

  it('keeps the end of a duration when the member moves', () => {
    const moves = happens('2027-01-05', 'profile_changed', { changed: { timezone: 'America/New_York' } });
    expect(sent(delay({ kind: 'for', duration: duration('P2D') }), [moves])).toEqual([
      '2027-01-06T09:00:00Z message_sent j/next',
    ]);
  });

  it('waits for a date, or a time before it', () => {
    expect(sent(delay(date('run.data.startsAt')))).toEqual(['2027-01-20T18:00:00Z message_sent j/next']);
    expect(sent(delay(date('run.data.startsAt', 'PT24H')))).toEqual([
      '2027-01-19T18:00:00Z message_sent j/next',
    ]);
  });

  it('leaves by past when the date is missing or past', () => {
    expect(sent(delay(date('run.data.missing')))).toEqual([`${START} message_sent j/past`]);
    expect(sent(delay(date('run.data.past')))).toEqual([`${START} message_sent j/past`]);
  });

  it('follows a date that moves, and leaves by past when it moves into the past', () => {
    const member = { attributes: { birthday: '2027-03-01' } };
    const nodes = delay(date('member.birthday'));
    expect(sent(nodes, birthdayMoves('2027-04-01'), member)).toEqual(['2027-04-01 message_sent j/next']);
    expect(sent(nodes, birthdayMoves('2027-01-31'), member)).toEqual(['2027-02-01 message_sent j/past']);
  });
});

const subscribes = (on: string) =>
  happens(on, 'profile_changed', { changed: { attributes: { newsletter: true } } });

describe('wait_until', () => {
  const wait: Nodes = {
    wait: {
      kind: 'wait_until',
      branches: [
        { trigger: upon('go'), go: 'again' },
        { trigger: when({ kind: 'attribute', name: 'newsletter', test: { is: true } }), go: 'flag' },
        { trigger: upon('profile_changed'), go: 'changed' },
      ],
      after: duration('P5D'),
      timeout: 'late',
    },
    again: mail('again', 'done'),
    flag: mail('flag', 'done'),
    changed: mail('changed', 'done'),
    late: mail('late', 'done'),
    done,
  };
  it('does not hear the event that began the run', () => {
    expect(sent(wait)).toEqual(['2027-01-09T09:00:00Z message_sent j/late']);
  });

  it('hears an event up to the timeout, which wins at its own instant', () => {
    expect(sent(wait, [happens('2027-01-09T08:59:59Z', 'go')])).toEqual([
      '2027-01-09T08:59:59Z message_sent j/again',
    ]);
    expect(sent(wait, [happens('2027-01-09T09:00:00Z', 'go')])[0]).toBe(
      '2027-01-09T09:00:00Z message_sent j/late',
    );
  });

  it('goes by the first listed of several branches', () => {
    expect(sent(wait, [subscribes('2027-01-05')])).toEqual(['2027-01-05 message_sent j/flag']);
  });

  it('asks when on arrival too', () => {
    expect(sent(wait, [], { attributes: { newsletter: true } })).toEqual([`${START} message_sent j/flag`]);
  });
});

describe('message', () => {
  const nodes: Nodes = {
    mail: mail('offer', 'listen', { skipped: 'other' }),
    listen: {
      kind: 'wait_until',
      branches: [
        {
          trigger: when({
            kind: 'message',
            of: { node: 'mail' },
            state: 'clicked',
            within: null,
            link: null,
          }),
          go: 'clicked',
        },
      ],
      after: duration('P5D'),
      timeout: 'done',
    },
    clicked: mail('clicked', 'done'),
    other: mail('bill', 'done', { class: 'transactional' }),
    done,
  };

  it('goes on by next when it was sent, and its click is heard', () => {
    const click = happens('2027-01-06', 'message_clicked', { journey: 'j', node: 'mail', link: 'shop' });
    expect(sent(nodes, [click])).toEqual([
      `${START} message_sent j/mail`,
      '2027-01-06 message_sent j/clicked',
    ]);
  });

  it('goes on by skipped without consent; transactional mail needs none', () => {
    expect(sent(nodes, [], { consents: [] })).toEqual([
      `${START} message_skipped j/mail no_consent`,
      `${START} message_sent j/other`,
    ]);
  });

  it('is not sent without an address, whatever its class', () => {
    expect(sent(nodes, [], { reachable: [] })).toEqual([
      `${START} message_skipped j/mail no_address`,
      `${START} message_skipped j/other no_address`,
    ]);
  });
});

describe('split', () => {
  it('goes by the first branch that holds, else by else', () => {
    const nodes: Nodes = {
      split: {
        kind: 'split',
        branches: [
          { when: { kind: 'balance', wallet: 'beans', state: 'active', test: { atLeast: 20 } }, go: 'rich' },
          { when: { kind: 'balance', wallet: 'beans', state: 'active', test: { atLeast: 10 } }, go: 'some' },
        ],
        else: 'none',
      },
      rich: mail('rich', 'done'),
      some: mail('some', 'done'),
      none: mail('none', 'done'),
      done,
    };
    expect(sent(nodes, [buys('2027-01-02')])).toEqual([`${START} message_sent j/some`]);
    expect(sent(nodes, [buys('2027-01-02'), buys('2027-01-03')])).toEqual([`${START} message_sent j/rich`]);
    expect(sent(nodes)).toEqual([`${START} message_sent j/none`]);
  });
});

const award = (points: number): Nodes => ({
  award: {
    kind: 'award_points',
    wallet: 'beans',
    points: { literal: points },
    pendingFor: null,
    next: 'thanks',
    refused: 'sorry',
  },
  thanks: mail('thanks', 'done'),
  sorry: mail('sorry', 'done'),
  done,
});

describe('award_points', () => {
  it('puts the points into the log before the run goes on', () => {
    const log = logOf(award(50)).filter(({ origin }) => origin === 'lifecycle' || origin === 'delivery');
    expect(log.map(({ type }) => type)).toEqual([
      'journey_entered',
      'points_earned',
      'message_sent',
      'journey_ended',
    ]);
    expect(log[1]?.data).toMatchObject({ wallet: 'beans', amount: 50, balance: { active: 50 } });
  });

  it('leaves by refused when the amount is no whole number above zero', () => {
    expect(sent(award(0))).toEqual([`${START} message_sent j/sorry`]);
    expect(sent(award(0.5))).toEqual([`${START} message_sent j/sorry`]);
  });

  it('leaves by refused when the balance would pass the safe range', () => {
    const nodes = { ...award(Number.MAX_SAFE_INTEGER) };
    expect(sent(nodes, [buys('2027-01-02')])).toEqual([`${START} message_sent j/sorry`]);
  });
});

describe('set_profile', () => {
  it('sets, increments and tags, and conditions see it at once', () => {
    const nodes: Nodes = {
      set: {
        kind: 'set_profile',
        set: { newsletter: { literal: true } },
        increment: { intent: 15 },
        tags: { add: ['warm'], remove: ['cold'] },
        next: 'split',
      },
      split: {
        kind: 'split',
        branches: [{ when: { kind: 'attribute', name: 'intent', test: { atLeast: 15 } }, go: 'warm' }],
        else: 'done',
      },
      warm: mail('warm', 'done'),
      done,
    };
    const changed = logOf(nodes).find(
      ({ type, origin }) => type === 'profile_changed' && origin === 'lifecycle',
    );
    expect(changed?.data).toEqual({
      changed: { attributes: { newsletter: true, intent: 15 }, tags: ['warm'] },
    });
    expect(sent(nodes)).toEqual([`${START} profile_changed`, `${START} message_sent j/warm`]);
  });
});

describe('emit_event', () => {
  it('lets other journeys hear what a run says, at the same instant', () => {
    const speaker = journey('speaker', upon('go'), {
      say: { kind: 'emit_event', type: 'replenish_due', data: { sku: { literal: '0012' } }, next: 'done' },
      done,
    });
    const listener = journey('listener', upon('replenish_due'), { pause: delayFor('P1D', 'done'), done });
    const told = { events: [happens(START, 'go')], until: '2027-01-04T09:00:01Z' };
    expect(traceFor([published([speaker, listener])], told)).toEqual([
      `${START} journey_entered speaker`,
      `${START} replenish_due`,
      `${START} journey_ended speaker finished`,
      `${START} journey_entered listener`,
    ]);
  });
});
