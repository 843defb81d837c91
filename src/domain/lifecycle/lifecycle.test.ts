import { describe, expect, it } from 'vitest';
import { done, DRIFTED, journey, when } from '../journey/journey.fixture.ts';
import type { Entry } from '../journey/journey.ts';
import { published } from '../simulation/story.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { advance } from './advance.ts';
import { foldLog } from './evolve.ts';
import { afterHistory, newLifecycle } from './lifecycle.ts';
import { happened } from './log.fixture.ts';

const NOW = at('2027-06-01');

/** What is decided for a member whose purchases of years ago were imported today. */
function decidedAfterImport(audienceAtLaunch: Entry['audienceAtLaunch'], until = NOW) {
  const drifted = journey(
    'drifted',
    when(DRIFTED),
    { done },
    { audienceAtLaunch, reentry: { kind: 'always' } },
  );
  const rules = published([drifted]);
  const log = ['2025-01-02', '2025-05-02', '2026-11-01'].map((day) => happened('purchase', day));
  const history = [happened('enrolled', '2025-01-01'), ...log];
  const facts = foldLog(history, rules.watches, rules.watched);
  const lifecycle = afterHistory(newLifecycle(deriveUuid('member'), NOW), facts, history.length, NOW);
  const { decisions } = advance({ lifecycle, inbox: [], publications: [rules], now: until });
  return decisions.map(({ at: instant, what, reason }) => ({ instant, what, reason }));
}

describe('after history', () => {
  it('nothing is decided for the past, and the present is looked at once', () => {
    expect(decidedAfterImport('both')).toEqual([
      { instant: NOW, what: 'entered', reason: 'held_at_launch' },
      { instant: NOW, what: 'ended', reason: 'finished' },
    ]);
  });

  it('a condition that holds already is no entry with audienceAtLaunch future', () => {
    expect(decidedAfterImport('future', at('2030-01-01'))).toEqual([]);
  });
});
