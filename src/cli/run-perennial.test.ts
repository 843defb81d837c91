import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../domain/values/instant.fixture.ts';
import { promptAt } from './prompt.fixture.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const CORNER_COFFEE = path.join(EXAMPLES, 'corner-coffee');
const STORY = 'stories/purchase-right-after-the-offer.yaml';

/** There is no environment, so nothing can be reached. */
const perennial = promptAt({
  now: at('2027-01-01T00:00:00Z'),
  readEnvironment: () => {
    throw new Error('there is no environment');
  },
});

describe('simulate', () => {
  let copy: string;

  beforeEach(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'perennial-'));
    await cp(CORNER_COFFEE, copy, { recursive: true });
  });

  afterEach(() => rm(copy, { recursive: true }));

  async function change(file: string, before: string, after: string): Promise<void> {
    const text = await readFile(path.join(copy, file), 'utf8');
    expect(text).toContain(before);
    await writeFile(path.join(copy, file), text.replace(before, after));
  }

  it('tells every story of every example as it expects', async () => {
    const files = await readdir(EXAMPLES, { recursive: true });
    const stories = files.filter((file) => /stories\/[^/]+\.yaml$/.test(file));
    expect(stories.length).toBeGreaterThanOrEqual(9);
    const { exitCode, printed, errors } = await perennial(
      'simulate',
      ...stories.map((file) => path.join(EXAMPLES, file)),
    );
    expect(errors).toBe('');
    expect(printed.match(/ {2}as expected/g)).toHaveLength(stories.length);
    expect(exitCode).toBe(0);
  });

  it('tells all stories of a program when its folder is named', async () => {
    const { exitCode, printed } = await perennial('simulate', CORNER_COFFEE);
    expect(exitCode).toBe(0);
    const stories = await readdir(path.join(CORNER_COFFEE, 'stories'));
    expect(printed.match(/ {2}as expected/g)).toHaveLength(stories.length);
    expect(await perennial('simulate', EXAMPLES)).toMatchObject({ exitCode: 2 });
  });

  it('shows where a story ends otherwise, and fails', async () => {
    await change(STORY, 'reason: bought_again, outcome: positive', 'reason: finished, outcome: neutral');
    const { exitCode, printed, errors } = await perennial('simulate', path.join(copy, STORY));
    expect(exitCode).toBe(1);
    expect(errors).toBe('1 of 1 stories end otherwise than expected');
    expect(printed).toContain(
      "- - { at: '2027-02-19T08:30:01+01:00', what: journey_ended, journey: winback, outcome: neutral, reason: finished }",
    );
    expect(printed).toContain(
      "+ - { at: '2027-02-19T08:30:01+01:00', what: journey_ended, journey: winback, outcome: positive, reason: bought_again }",
    );
  });

  it('shows what another rule would have done', async () => {
    await change('journeys/winback.yaml', 'P45D', 'P60D');
    const { exitCode } = await perennial('simulate', path.join(copy, STORY));
    expect(exitCode).toBe(1);
  });

  it('answers one JSON document to machines, also when a story ends otherwise', async () => {
    await change(STORY, 'amount: 5', 'amount: 6');
    const { exitCode, printed } = await perennial('simulate', path.join(copy, STORY), '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(printed)).toMatchObject([
      { story: 'purchase-right-after-the-offer', asExpected: false },
    ]);
  });

  it('names every mistake in the files', async () => {
    await change('journeys/winback.yaml', 'do: exit', 'do: exti');
    const { exitCode, errors } = await perennial('simulate', path.join(copy, STORY));
    expect(exitCode).toBe(1);
    expect(errors).toContain(
      'journeys/winback.yaml:35:15 nodes.done.do: "exti" is not one of message, delay, wait_until, split, award_points, set_profile, emit_event, exit; did you mean "exit"?',
    );
  });

  it('says what the story tells that could not happen', async () => {
    await change(STORY, 'currency: EUR', 'currency: USD');
    const { exitCode, errors } = await perennial('simulate', path.join(copy, STORY));
    expect(exitCode).toBe(1);
    expect(errors).toContain('purchase is refused');
  });
});

describe('the command line', () => {
  it('says what it does not understand, with the nearest verb, and exits with 2', async () => {
    const { exitCode, errors } = await perennial('simulat', 'x');
    expect(exitCode).toBe(2);
    expect(errors).toContain('Did you mean simulate?');
  });

  it('names a file that is not there and exits with 2', async () => {
    expect(await perennial('plan', '/nowhere')).toMatchObject({
      exitCode: 2,
      errors: '/nowhere does not exist',
    });
  });

  it('shows help without failing', async () => {
    const { exitCode, printed } = await perennial('--help');
    expect(exitCode).toBe(0);
    expect(printed).toContain('simulate');
  });

  it.each(['program', 'journey', 'story'])('prints the JSON Schema of a %s file', async (kind) => {
    const { exitCode, printed } = await perennial('schema', kind);
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ type: 'object', properties: { [kind]: { type: 'string' } } });
  });
});
