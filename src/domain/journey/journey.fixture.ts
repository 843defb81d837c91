import type { Condition } from '../condition/condition.ts';
import { duration } from '../values/instant.fixture.ts';
import type { Entry, Exit, Journey, JourneyNode, MessageNode, Trigger } from './journey.ts';

/** "45 days since the last purchase." */
export const DRIFTED: Condition = {
  kind: 'age',
  of: { types: ['purchase'] },
  test: { atLeast: duration('P45D') },
  never: 'fails',
};

/** A journey as a test tells it: it begins at the first node, and takes new members in by the entry. */
export function journey(
  id: string,
  by: Entry['by'],
  nodes: Readonly<Record<string, JourneyNode>>,
  rest: Partial<Entry> & { readonly exits?: readonly Exit[]; readonly version?: number } = {},
): Journey {
  const { exits = [], version = 1, ...entry } = rest;
  const [start = ''] = Object.keys(nodes);
  return {
    id,
    version,
    entry: { by, who: null, reentry: { kind: 'never' }, audienceAtLaunch: 'future', ...entry },
    exits,
    topic: 'offers',
    start,
    nodes,
  };
}

export function upon(type: string): Trigger & { kind: 'upon' } {
  return { kind: 'upon', type, where: [] };
}

export function when(condition: Condition): Trigger & { kind: 'when' } {
  return { kind: 'when', condition };
}

export function exitUpon(type: string, reason: string): Exit {
  return { trigger: upon(type), reason, outcome: 'positive' };
}

export const done: JourneyNode = { kind: 'exit', reason: 'finished', outcome: 'neutral' };

/** An e-mail with the template of that name. */
export function mail(template: string, next: string, rest: Partial<MessageNode> = {}): JourneyNode {
  const common = { channel: 'email', topic: null, class: 'marketing', with: {} } as const;
  return { kind: 'message', template, ...common, next, skipped: next, failed: next, ...rest };
}

export function delayFor(text: string, next: string): JourneyNode {
  return { kind: 'delay', until: { kind: 'for', duration: duration(text) }, next, past: next };
}

/** An e-mail after 45 days without a purchase, and a reminder five days later unless the member buys. */
export const winback = journey(
  'winback',
  when(DRIFTED),
  { offer: mail('offer', 'patience'), patience: delayFor('P5D', 'last'), last: mail('last', 'done'), done },
  {
    who: { kind: 'consent', topic: 'offers', channel: 'email' },
    reentry: { kind: 'after', after: duration('P90D'), from: 'start', if: 'still_true' },
    exits: [exitUpon('purchase', 'bought_again')],
  },
);
