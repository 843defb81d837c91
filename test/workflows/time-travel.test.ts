import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProgramFolder } from '../../src/adapters/source-files.ts';
import { definitionsOf } from '../../src/schemas/files/definitions-of.ts';
import { simulate } from '../../src/domain/simulation/simulate.ts';
import type { Story } from '../../src/domain/simulation/story.ts';
import type { TraceLine } from '../../src/domain/simulation/trace.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { formatInstant, instantOf } from '../../src/domain/values/instant.ts';
import type { Parsed } from '../../src/schemas/files/finding.ts';
import { parseFile } from '../../src/schemas/files/parse-file.ts';
import { parseProgramFolder } from '../../src/schemas/files/parse-program-folder.ts';
import { storyFile } from '../../src/schemas/files/story.ts';
import { createStoryWorld, type StoryWorld } from './story-world.ts';

const LIVED_WITHIN_MS = 120_000;

const files = await readProgramFolder(
  fileURLToPath(new URL('../../examples/corner-coffee', import.meta.url)),
);
const program = valid(parseProgramFolder(files));
const stories = files
  .filter(({ path }) => path.startsWith('stories/'))
  .map((file) => valid(parseFile(file, storyFile)).value);
const start = instantOf(Math.min(...stories.map((story) => story.start)));

function valid<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.value;
}

interface Life {
  readonly memberId: Uuid;
  readonly trace: readonly TraceLine[];
  readonly mails: number;
}

let world: StoryWorld;
const lives = new Map<Story, Life>();

/** All stories at once, as members of one program: everything happens in the order of time. */
beforeAll(async () => {
  world = await createStoryWorld(program, start);
  for (const { at, happen } of agenda()) {
    await world.reach(at);
    await happen();
  }
}, LIVED_WITHIN_MS);
afterAll(() => world.end());

function agenda() {
  return stories
    .flatMap((story) => [
      { at: story.start, happen: () => begin(story) },
      ...story.events.map((event) => ({
        at: event.at,
        happen: () => world.record(lifeOf(story).memberId, event),
      })),
      { at: story.until, happen: () => remember(story) },
    ])
    .toSorted((a, b) => a.at - b.at);
}

async function begin(story: Story): Promise<void> {
  lives.set(story, { memberId: await world.enrol(story), trace: [], mails: 0 });
}

/** The story ends here, though the member lives on. */
async function remember(story: Story): Promise<void> {
  const { memberId } = lifeOf(story);
  lives.set(story, { memberId, trace: await world.traceOf(memberId), mails: world.mailsTo(story).length });
}

function lifeOf(story: Story): Life {
  const life = lives.get(story);
  if (life === undefined) throw new Error(`${story.name} has not begun`);
  return life;
}

/** The server's clock runs on while activities work, so instants are compared to the minute. */
function toTheMinute(trace: readonly TraceLine[]) {
  return trace.map(({ at, what, data }) => ({ minute: formatInstant(at).slice(0, 16), what, data }));
}

describe('the member workflow, on a server that skips time', () => {
  it.each(stories)('does what the simulator does: $name', (story) => {
    const { memberId, trace } = lifeOf(story);
    const simulated = simulate(story, [definitionsOf(program, start)], memberId);
    expect(toTheMinute(trace)).toEqual(toTheMinute(simulated.trace));
    expect(toTheMinute(trace)).toEqual(toTheMinute(story.expect));
  });

  it.each(stories)('sends a mail for each message that it says it sent: $name', (story) => {
    const { trace, mails } = lifeOf(story);
    expect(mails).toBe(trace.filter(({ what }) => what === 'message_sent').length);
  });
});
