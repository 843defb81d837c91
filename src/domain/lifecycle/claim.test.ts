import { describe, expect, it } from 'vitest';
import type { JourneyControl } from '../journey/control.ts';
import { delayFor, done, journey, mail, upon } from '../journey/journey.fixture.ts';
import type { MessageNode } from '../journey/journey.ts';
import type { OpenRun, Run } from '../journey/run.ts';
import { published } from '../simulation/story.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { advance } from './advance.ts';
import { decideClaim, type ClaimInput } from './claim.ts';
import { foldLog } from './evolve.ts';
import { newLifecycle } from './lifecycle.ts';
import { happened } from './log.fixture.ts';
import { recorded } from './recorded.fixture.ts';

const PLANNED_AT = '2027-01-02';
const CONSENT = { topic: 'offers', channel: 'email' };

const enrolled = happened('enrolled', '2027-01-01', { reachable: ['email'] });
const agreed = happened('consent_given', '2027-01-01', CONSENT);
const visited = happened('visit', PLANNED_AT);

function offers(rest: Partial<MessageNode> = {}) {
  return journey('offers', upon('visit'), {
    mail: mail('offer', 'wait', rest),
    wait: delayFor('P1D', 'done'),
    done,
  });
}

/** A message that a run has just planned for a member with an address and consent; a test changes one thing. */
function claim(change: Partial<ClaimInput> & { node?: Partial<MessageNode>; control?: JourneyControl } = {}) {
  const { node, control, ...rest } = change;
  const definitions = published([offers(node)], control === undefined ? {} : { control });
  const { messages, runs } = advance({
    lifecycle: newLifecycle(deriveUuid('member'), at('2027-01-01')),
    inbox: recorded(enrolled, agreed, visited),
    publications: [published([offers(node)])],
    now: at(PLANNED_AT),
  });
  const [message] = messages;
  const [run] = runs;
  if (message === undefined || run === undefined) throw new Error('nothing was planned');
  return decideClaim({
    message,
    run,
    facts: factsOf(enrolled, agreed),
    definitions,
    sendingPaused: false,
    ...rest,
  });
}

function factsOf(...log: Parameters<typeof foldLog>[0]) {
  return foldLog(log, [], '');
}

const ENDED: Run['standing'] = { kind: 'ended', at: at(PLANNED_AT), reason: 'bought', outcome: 'positive' };

const pauseEnded = (pausedAt: string, until: string): JourneyControl => ({
  kind: 'resumed',
  pausedAt: at(pausedAt),
  at: at(until),
  onResume: 'skip',
});

describe('a claim', () => {
  it('sends to a member with an address who agreed', () => {
    expect(claim()).toEqual({ kind: 'send' });
  });

  it('skips marketing without consent, also when it was withdrawn after the plan', () => {
    expect(claim({ facts: factsOf(enrolled) })).toEqual({ kind: 'skip', reason: 'no_consent' });
    const withdrawn = happened('consent_withdrawn', PLANNED_AT, CONSENT);
    expect(claim({ facts: factsOf(enrolled, agreed, withdrawn) })).toEqual({
      kind: 'skip',
      reason: 'no_consent',
    });
  });

  it('asks transactional mail for no consent, and for an address', () => {
    const node = { class: 'transactional' } as const;
    expect(claim({ node, facts: factsOf(enrolled) })).toEqual({ kind: 'send' });
    expect(claim({ node, facts: factsOf() })).toEqual({ kind: 'skip', reason: 'no_address' });
  });

  it('skips a message whose run is gone, has ended or stands elsewhere', () => {
    const exited = { kind: 'skip', reason: 'exited' };
    expect(claim({ run: null })).toEqual(exited);
    expect(claim({ run: { ...standing('mail'), standing: ENDED } })).toEqual(exited);
    expect(claim({ run: standing('wait') })).toEqual(exited);
  });

  it('waits while all sending, or the journey, is paused', () => {
    expect(claim({ sendingPaused: true })).toEqual({ kind: 'defer', reason: 'sending_paused' });
    const control = { kind: 'paused', at: at(PLANNED_AT) } as const;
    expect(claim({ control })).toEqual({ kind: 'defer', reason: 'journey_paused' });
  });

  it('does not wait when it would be skipped all the same', () => {
    expect(claim({ sendingPaused: true, run: null })).toEqual({ kind: 'skip', reason: 'exited' });
  });

  it('skips what fell due in a pause that ended with skip, and nothing else', () => {
    expect(claim({ control: pauseEnded('2027-01-01', '2027-01-03') })).toEqual({
      kind: 'skip',
      reason: 'paused',
    });
    expect(claim({ control: pauseEnded('2027-01-03', '2027-01-04') })).toEqual({ kind: 'send' });
  });

  it('skips the messages of a stopped journey', () => {
    const control = { kind: 'stopped', at: at(PLANNED_AT) } as const;
    expect(claim({ control })).toEqual({ kind: 'skip', reason: 'stopped' });
  });
});

/** A run of the journey that stands at that node. */
function standing(node: string): OpenRun {
  return {
    version: 1,
    id: deriveUuid('run'),
    journey: 'offers',
    journeyVersion: 1,
    key: null,
    startedAt: at(PLANNED_AT),
    startedAfter: 1,
    data: {},
    nodes: {},
    passages: { [node]: 1 },
    standing: { kind: 'open', node, since: at(PLANNED_AT), after: 1, dueAt: null, movedByMs: 0 },
  };
}
