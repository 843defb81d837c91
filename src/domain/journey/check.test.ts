import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition/condition.ts';
import { program } from '../simulation/story.fixture.ts';
import { duration } from '../values/instant.fixture.ts';
import { checkJourney } from './check.ts';
import { delayFor, done, DRIFTED, journey, mail, upon, when, winback } from './journey.fixture.ts';
import type { DelayNode, JourneyNode, Reentry } from './journey.ts';

function faultsOf(nodes: Readonly<Record<string, JourneyNode>>, entry: Parameters<typeof journey>[3] = {}) {
  return checkJourney(journey('j', upon('visit'), nodes, entry), program).map(
    ({ path, reason }) => `${path.join('.')}: ${reason}`,
  );
}

const atTen: DelayNode = {
  kind: 'delay',
  until: { kind: 'time', time: '10:00', weekdays: [] },
  next: 'mail',
  past: 'mail',
};

describe('a circle', () => {
  const NO_TIME = 'goes round without a delay or wait that takes time';

  it('is a fault where no time must pass: of messages, of times of day, of no duration', () => {
    expect(faultsOf({ mail: mail('m', 'mail') })[0]).toMatch(NO_TIME);
    expect(faultsOf({ mail: mail('m', 'ten'), ten: atTen })[0]).toMatch(NO_TIME);
    expect(faultsOf({ mail: mail('m', 'none'), none: delayFor('PT0S', 'mail') })[0]).toMatch(NO_TIME);
  });

  it('is none where a delay, a timeout or something that happens lies on it', () => {
    expect(faultsOf({ mail: mail('m', 'day'), day: delayFor('P1D', 'mail') })).toEqual([]);
    const wait: JourneyNode = {
      kind: 'wait_until',
      branches: [{ trigger: upon('visit'), go: 'mail' }],
      after: duration('P1D'),
      timeout: 'mail',
    };
    expect(faultsOf({ mail: mail('m', 'wait'), wait })).toEqual([]);
  });

  it('is a fault by a state, which may hold already when the run comes again', () => {
    const wait: JourneyNode = {
      kind: 'wait_until',
      branches: [{ trigger: when(DRIFTED), go: 'mail' }],
      after: duration('P1D'),
      timeout: 'mail',
    };
    expect(faultsOf({ mail: mail('m', 'wait'), wait })[0]).toMatch(NO_TIME);
  });
});

describe('a way', () => {
  it('leads to a node, and every node is led to', () => {
    expect(faultsOf({ mail: mail('m', 'doen'), done })).toEqual([
      expect.stringContaining('nodes.mail.next'),
      'nodes.done: no way leads here',
    ]);
  });
});

const lost: JourneyNode = { kind: 'exit', reason: 'lost', outcome: 'negative' };
const unknown = { ref: 'member.shoeSize' };
const poor: Condition = { kind: 'balance', wallet: 'bean', state: 'active', test: { below: 1 } };

describe('a word that the program lacks', () => {
  it.each<[string, JourneyNode]>([
    [
      'nodes.node.branches.0.when.all.1.not.balance.wallet',
      {
        kind: 'split',
        branches: [{ when: { kind: 'all', of: [DRIFTED, { kind: 'not', of: poor }] }, go: 'lost' }],
        else: 'lost',
      },
    ],
    [
      'nodes.node.branches.1.when.balance.wallet',
      {
        kind: 'wait_until',
        branches: [
          { trigger: upon('visit'), go: 'lost' },
          { trigger: when(poor), go: 'lost' },
        ],
        after: duration('P1D'),
        timeout: 'lost',
      },
    ],
    [
      'nodes.node.until.date.ref',
      {
        kind: 'delay',
        until: { kind: 'date', date: unknown, offset: null, before: false },
        next: 'lost',
        past: 'lost',
      },
    ],
    ['nodes.node.with.size.ref', mail('m', 'lost', { with: { size: unknown } })],
    ['nodes.node.topic', mail('m', 'lost', { topic: 'offer' })],
    [
      'nodes.node.wallet',
      {
        kind: 'award_points',
        wallet: 'bean',
        points: { literal: 1 },
        pendingFor: null,
        next: 'lost',
        refused: 'lost',
      },
    ],
    [
      'nodes.node.set.shoeSize',
      {
        kind: 'set_profile',
        set: { shoeSize: { literal: 42 } },
        increment: {},
        tags: { add: [], remove: [] },
        next: 'lost',
      },
    ],
    ['nodes.node.type', { kind: 'emit_event', type: 'points_earned', data: {}, next: 'lost' }],
  ])('is named by its place: %s', (place, node) => {
    const [fault = '', ...more] = faultsOf({ node, lost });
    expect(fault).toMatch(new RegExp(`^${place}: `));
    expect(more).toEqual([]);
  });
});

const after = (text: string, iff: 'turns_true' | 'still_true'): Reentry => ({
  kind: 'after',
  after: duration(text),
  from: 'start',
  if: iff,
});

describe('a re-entry', () => {
  it('has a cool-down that takes time', () => {
    expect(faultsOf({ done }, { reentry: after('PT0S', 'turns_true') })).toEqual([
      'entry.reentry.after: takes no time; write always',
    ]);
  });

  it('can only wait for a condition to be true still', () => {
    expect(faultsOf({ done }, { reentry: after('P1D', 'still_true') })).toEqual([
      'entry.reentry.if: only an entry by a condition can still be true',
    ]);
  });
});

it('finds nothing wrong with the 45-day offer', () => {
  expect(checkJourney(winback, program)).toEqual([]);
});
