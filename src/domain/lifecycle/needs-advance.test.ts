import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../event/member-event.ts';
import { journey, done, upon, winback } from '../journey/journey.fixture.ts';
import type { Journey } from '../journey/journey.ts';
import { published } from '../simulation/story.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { advance } from './advance.ts';
import { foldLog } from './evolve.ts';
import { newLifecycle } from './lifecycle.ts';
import { happened } from './log.fixture.ts';
import { recorded } from './recorded.fixture.ts';
import { needsAdvance } from './needs-advance.ts';

const memberId = deriveUuid('member');

/** Whether the last of these events sets a mark for a member who was advanced just before it. */
function marks(journeys: readonly Journey[], ...log: readonly NewEvent[]): boolean {
  const definitions = published(journeys);
  const event = log.at(-1);
  if (event === undefined) throw new Error('no event');
  const { lifecycle, listensTo, nextWakeAt } = advance({
    lifecycle: newLifecycle(memberId, at('2027-01-01')),
    inbox: recorded(...log.slice(0, -1)),
    publications: [definitions],
    now: event.occurredAt,
  });
  const { revision, entries } = lifecycle;
  return needsAdvance({
    memberId,
    lifecycle: { revision, entries, listensTo, nextWakeAt },
    definitions,
    event,
    facts: foldLog(log, definitions.watches, definitions.watched),
    now: event.occurredAt,
  });
}

const enrolled = happened('enrolled', '2027-01-01');
const agreed = happened('consent_given', '2027-01-01', { topic: 'offers', channel: 'email' });
const visit = (when: string) => happened('visit', when);
const buys = (when: string) => happened('purchase', when);

describe('a mark', () => {
  it('is set by an enrolment, and by the first purchase, which brings a deadline', () => {
    expect(marks([winback], enrolled)).toBe(true);
    expect(marks([winback], enrolled, buys('2027-01-02'))).toBe(true);
  });

  it('is not set by a purchase that only moves the deadline away', () => {
    expect(marks([winback], enrolled, buys('2027-01-02'), buys('2027-02-10'))).toBe(false);
  });

  it('is set by what an open run listens to', () => {
    expect(marks([winback], enrolled, agreed, buys('2027-01-02'), buys('2027-02-20'))).toBe(true);
    expect(marks([winback], enrolled, agreed, buys('2027-01-02'), happened('visit', '2027-02-20'))).toBe(
      false,
    );
  });

  it('is set where an entry fires, unless its one run was had', () => {
    const thanks = journey('thanks', upon('visit'), { done });
    expect(marks([thanks], enrolled, visit('2027-01-02'))).toBe(true);
    expect(marks([thanks], enrolled, visit('2027-01-02'), visit('2027-01-03'))).toBe(false);
  });

  it('is not set by what the lifecycle decided itself', () => {
    expect(marks([winback], enrolled, happened('purchase', '2027-01-02', {}, 'lifecycle'))).toBe(false);
  });
});
