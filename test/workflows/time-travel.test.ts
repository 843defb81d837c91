import { afterEach, describe, expect, it } from 'vitest';
import { winback } from '../../src/domain/journey/journey.fixture.ts';
import { buys, program, reader } from '../../src/domain/simulation/story.fixture.ts';
import type { StoryEvent } from '../../src/domain/simulation/story.ts';
import { traceOf, type TraceLine } from '../../src/domain/simulation/trace.ts';
import { simulate } from '../../src/domain/simulation/simulate.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { instantOf, MINUTE_MS } from '../../src/domain/values/instant.ts';
import type { ProgramFolder } from '../../src/schemas/files/program-folder.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { createStoryWorld, type StoryWorld } from './story-world.ts';

const template = (id: string) => ({ id, subject: id, html: `<p>${id}</p>`, text: id });
const folder: ProgramFolder = {
  program: { definition: program, source: '' },
  journeys: [{ definition: winback, source: '' }],
  templates: [template('offer'), template('last')],
};

let world: StoryWorld | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
});

/** The server's clock runs on while activities work, so instants are compared to the minute. */
function toTheMinute(trace: readonly TraceLine[]): readonly TraceLine[] {
  return trace.map((line) => ({ ...line, at: instantOf(Math.floor(line.at / MINUTE_MS) * MINUTE_MS) }));
}

describe('the member workflow on a server that skips time', () => {
  it.each<{ readonly name: string; readonly events: readonly StoryEvent[]; readonly until: string }>([
    { name: 'no purchase for 45 days', events: [buys('2027-01-10T12:00:00Z')], until: '2027-03-31' },
    {
      name: 'a purchase on day 44',
      events: [buys('2027-01-10T12:00:00Z'), buys('2027-02-23T12:00:00Z')],
      until: '2027-04-10',
    },
    { name: 'a first purchase', events: [buys('2028-05-01T09:30:00Z')], until: '2028-06-16' },
    {
      name: 'a purchase one second after the offer',
      events: [buys('2027-01-10T12:00:00Z'), buys('2027-02-24T12:00:01Z')],
      until: '2027-04-01',
    },
  ])('does what the simulator does: $name', async ({ events, until }) => {
    const start = at('2027-01-01');
    world = await createStoryWorld({ program: folder, start });
    const story = { start, member: reader, events, until: at(until) };
    const memberId = await world.enrol(story);
    for (const event of events) {
      await world.reach(event.at);
      await world.record(memberId, event);
    }
    await world.reach(story.until);
    const publications = await createDefinitionsStore().since(world.db, program.id, 0);
    const { trace } = simulate(story, publications, memberId);
    expect(toTheMinute(traceOf(await world.logOf(memberId)))).toEqual(toTheMinute(trace));
    expect(world.mails.received()).toHaveLength(trace.filter(({ what }) => what === 'message_sent').length);
  });
});
