import { describe, expect, it } from 'vitest';
import type { MemberEvent } from '../event/member-event.ts';
import { delayFor, done, exitUpon, journey, mail, upon } from '../journey/journey.fixture.ts';
import type { Journey } from '../journey/journey.ts';
import { simulate } from '../simulation/simulate.ts';
import { published, reader } from '../simulation/story.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import type { Advanced } from './advance-result.ts';
import { advance } from './advance.ts';
import { newLifecycle } from './lifecycle.ts';
import { happened } from './log.fixture.ts';
import { recorded } from './recorded.fixture.ts';

const START = '2027-01-01';
const memberId = deriveUuid('member');

/** The log of a member who enrolled, and to whom this happened since. */
function logOf(...events: readonly (readonly [type: string, when: string])[]): readonly MemberEvent[] {
  return recorded(happened('enrolled', START), ...events.map(([type, when]) => happened(type, when)));
}

/** What is decided for a member who was enrolled in advance, when a worker comes at last. */
function advancedTo(now: string, journeys: readonly Journey[], inbox: readonly MemberEvent[]): Advanced {
  const lifecycle = newLifecycle(memberId, at(START));
  return advance({ lifecycle, inbox, publications: [published(journeys)], now: at(now) });
}

const decided = ({ decisions }: Advanced) =>
  decisions.map(({ journey: id, what, node, reason }) =>
    [id, what, node, reason].filter((word) => word !== null).join(' '),
  );

const pause = journey(
  'pause',
  upon('visit'),
  { wait: delayFor('PT1H', 'mail'), mail: mail('m', 'done'), done },
  {
    exits: [exitUpon('purchase', 'bought')],
  },
);

describe('after three hours of downtime', () => {
  it('takes the deadline of 10:00 before the purchase of 11:00', () => {
    const log = logOf(['visit', '2027-01-02T09:00:00'], ['purchase', '2027-01-02T11:00:00']);
    const advanced = advancedTo('2027-01-02T13:00:00', [pause], log);
    expect(decided(advanced)).toEqual([
      'pause entered happened',
      'pause moved wait next',
      'pause ended mail bought',
    ]);
    expect(advanced.decisions.map((decision) => decision.at)).toEqual([
      at('2027-01-02T09:00:00'),
      at('2027-01-02T10:00:00'),
      at('2027-01-02T11:00:00'),
    ]);
  });

  it('withdraws a message that was planned before its run left', () => {
    const log = logOf(['visit', '2027-01-02T09:00:00'], ['purchase', '2027-01-02T11:00:00']);
    const { messages, withdrawn } = advancedTo('2027-01-02T13:00:00', [pause], log);
    expect(withdrawn).toEqual(messages.map(({ id }) => ({ messageId: id, reason: 'exited' })));
    expect(withdrawn).toHaveLength(1);
  });
});

/** A journey of the members who visit, which a purchase ends. */
const leave = (id: string) =>
  journey(
    id,
    upon('visit'),
    { wait: delayFor('P1D', 'done'), done },
    { exits: [exitUpon('purchase', 'bought')] },
  );

describe('at one instant', () => {
  it('deadlines come before events', () => {
    const log = logOf(['visit', '2027-01-02T09:00:00'], ['purchase', '2027-01-02T10:00:00']);
    expect(decided(advancedTo('2027-01-02T10:00:00', [pause], log))).toEqual([
      'pause entered happened',
      'pause moved wait next',
      'pause ended mail bought',
    ]);
  });

  it('the oldest run looks first, and runs before entries', () => {
    const buyer = journey('buyer', upon('purchase'), { done });
    const younger = { ...leave('younger'), entry: { ...leave('younger').entry, by: upon('review') } };
    const log = logOf(['visit', '2027-01-02'], ['review', '2027-01-02'], ['purchase', '2027-01-02']);
    expect(decided(advancedTo('2027-01-02', [buyer, younger, leave('older')], log)).slice(2)).toEqual([
      'older ended wait bought',
      'younger ended wait bought',
      'buyer entered happened',
      'buyer ended done finished',
    ]);
  });

  it('events that events cause are looked at before the next event of the log', () => {
    const speaker = journey('speaker', upon('visit'), {
      say: { kind: 'emit_event', type: 'said', data: {}, next: 'done' },
      done,
    });
    const listener = journey('listener', upon('said'), { done });
    const buyer = journey('buyer', upon('purchase'), { done });
    const log = logOf(['visit', '2027-01-02'], ['purchase', '2027-01-02']);
    const entered = decided(advancedTo('2027-01-02', [buyer, listener, speaker], log)).filter((line) =>
      line.includes('entered'),
    );
    expect(entered).toEqual([
      'speaker entered happened',
      'listener entered happened',
      'buyer entered happened',
    ]);
  });
});

const sayAnd = (next: string) => ({ kind: 'emit_event', type: 'said', data: {}, next }) as const;

describe('definitions at fault', () => {
  it('are named when nodes go round in a circle', () => {
    const circle = journey('circle', upon('visit'), { a: sayAnd('b'), b: sayAnd('a') });
    expect(() => advancedTo('2027-01-02', [circle], logOf(['visit', '2027-01-02']))).toThrow(
      /journey circle, node [ab]: 100 moves at one look/,
    );
  });

  it('are named when events cause each other without end', () => {
    const echo = journey(
      'echo',
      upon('said'),
      { say: sayAnd('done'), done },
      { reentry: { kind: 'always' } },
    );
    expect(() => advancedTo('2027-01-02', [echo], logOf(['said', '2027-01-02']))).toThrow(
      /journey echo, run .*: events cause events more than 16 deep/,
    );
  });
});

const ids = ({ events, runs, messages }: Advanced) => [...events, ...runs, ...messages].map(({ id }) => id);

describe('messages that set each other off', () => {
  it('stop, and the journey is named', () => {
    const chatter = journey(
      'chatter',
      upon('message_sent'),
      { mail: mail('m', 'done'), done },
      { reentry: { kind: 'always' } },
    );
    const greeting = journey('greeting', upon('enrolled'), { mail: mail('m', 'done'), done });
    const story = { start: at(START), member: reader, events: [], until: at(START) };
    expect(() => simulate(story, [published([greeting, chatter])])).toThrow(
      /journey chatter, run .*: events cause events more than 16 deep/,
    );
  });
});

describe('identity', () => {
  it('gives the same decision the same ids, and another member others', () => {
    const log = logOf(['visit', '2027-01-02T09:00:00']);
    const of = (id: string) =>
      advance({
        lifecycle: newLifecycle(deriveUuid(id), at(START)),
        inbox: log,
        publications: [published([pause])],
        now: at('2027-01-02T10:00:00'),
      });
    expect(ids(of('a'))).toEqual(ids(of('a')));
    expect(new Set([...ids(of('a')), ...ids(of('b'))]).size).toBe(2 * ids(of('a')).length);
  });
});
