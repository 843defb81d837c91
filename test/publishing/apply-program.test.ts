import { describe, expect, it } from 'vitest';
import type { ProgramFolder } from '../../src/schemas/files/program-folder.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { markForPublication } from '../../src/services/program/mark-members.ts';
import { pauseJourney } from '../../src/services/journey/pause-journey.ts';
import { resumeJourney } from '../../src/services/journey/resume-journey.ts';
import { stopJourney } from '../../src/services/journey/stop-journey.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { HOUR_MS, instantOf, type Instant } from '../../src/domain/values/instant.ts';
import { valueOf } from '../support/answers.ts';
import { cornerCoffee, cornerCoffeeWith, NOW, PROGRAM, withEmptyHouse } from './published-program.ts';

const house = withEmptyHouse();

const WINBACK = 'journeys/winback.yaml';
const LATER = at('2027-01-05T08:00:00Z');

const patient = (): ProgramFolder => cornerCoffeeWith(WINBACK, 'after: P5D', 'after: P9D');

async function apply(folder: ProgramFolder, now = NOW) {
  return valueOf(await applyProgram(house().ctx(now), folder));
}

async function current() {
  const definitions = await createDefinitionsStore().current(house().db, PROGRAM);
  if (definitions === null) throw new Error('nothing is published');
  return definitions;
}

async function versionOf(journey: string): Promise<number | undefined> {
  const { journeys } = await current();
  return journeys.find((published) => published.journey.id === journey)?.journey.version;
}

async function controlOf(journeyId: string): Promise<string | undefined> {
  const { journeys } = await current();
  return journeys.find(({ journey }) => journey.id === journeyId)?.control.kind;
}

describe('publishing', () => {
  it('puts a folder into force as it says, from now on', async () => {
    const folder = cornerCoffee();
    expect(await apply(folder)).toMatchObject({ programId: PROGRAM, revision: 1 });
    const { program, journeys, older, publishedAt } = await current();
    expect(publishedAt).toBe(NOW);
    expect(program).toEqual(folder.program.definition);
    expect(journeys.map(({ journey }) => journey)).toMatchObject(
      folder.journeys.map(({ definition }) => definition),
    );
    expect(journeys.every(({ journey }) => journey.version === 1)).toBe(true);
    expect(journeys.every(({ control }) => control.kind === 'running')).toBe(true);
    expect(older).toEqual([]);
  });

  it('changes nothing when the same folder is applied again, however it is laid out', async () => {
    await apply(cornerCoffee());
    const relaid = cornerCoffee(({ path, text }) => (path.endsWith('.yaml') ? `# again\n\n${text}` : text));
    expect(await apply(relaid, LATER)).toMatchObject({ revision: 1 });
    const { rows } = await house()
      .db.selectFrom('audit_event')
      .select(({ fn }) => fn.countAll().as('rows'))
      .executeTakeFirstOrThrow();
    expect(rows).toBe(1);
  });

  it('makes a new version of what changed alone, and keeps the older for runs inside', async () => {
    await apply(cornerCoffee());
    expect(await apply(patient(), LATER)).toMatchObject({ revision: 2 });
    expect(await versionOf('winback')).toBe(2);
    expect(await versionOf('welcome')).toBe(1);
    const { older, journeys } = await current();
    expect(older.map(({ id, version }) => [id, version])).toEqual([['winback', 1]]);
    expect(journeys.every(({ firstPublishedAt }) => firstPublishedAt === NOW)).toBe(true);
  });

  it('makes a new version also when a file goes back to what it said before', async () => {
    await apply(cornerCoffee());
    await apply(patient());
    await apply(cornerCoffee());
    expect(await versionOf('winback')).toBe(3);
  });

  it('publishes a changed template without changing a rule', async () => {
    await apply(cornerCoffee());
    const folder = cornerCoffeeWith('templates/welcome/subject.txt', 'Welcome', 'Hello');
    expect(await apply(folder, LATER)).toMatchObject({ revision: 1 });
    const versions = await house()
      .db.selectFrom('template_version')
      .select(['version', 'subject'])
      .where('template_id', '=', 'welcome')
      .orderBy('version')
      .execute();
    expect(versions.map(({ version, subject }) => `${version} ${subject.slice(0, 7)}`)).toEqual([
      '1 Welcome',
      '2 Hello t',
    ]);
  });

  it('leaves a journey that the folder lacks as it is', async () => {
    await apply(cornerCoffee());
    const { comparison, revision } = await apply(
      cornerCoffee(({ path, text }) => (path === WINBACK ? null : text)),
    );
    expect(revision).toBe(1);
    expect(comparison.journeysNotInFolder).toEqual(['winback']);
    expect(await versionOf('winback')).toBe(1);
  });

  it('never puts a revision into force before the one it follows', async () => {
    await apply(cornerCoffee(), LATER);
    await apply(patient(), NOW);
    expect((await current()).publishedAt).toBe(LATER);
  });

  it('is decided one after the other when two apply at once', async () => {
    await apply(cornerCoffee());
    const brave = cornerCoffeeWith(WINBACK, 'after: P5D', 'after: P2D');
    const revisions = await Promise.all([apply(patient()), apply(brave)]);
    expect(new Set(revisions.map(({ revision }) => revision))).toEqual(new Set([2, 3]));
    expect(await versionOf('winback')).toBe(3);
  });

  it('writes down who did it', async () => {
    await apply(cornerCoffee());
    const audit = await house().db.selectFrom('audit_event').selectAll().executeTakeFirstOrThrow();
    expect(audit).toMatchObject({
      at: NOW,
      actor: 'operator:ada',
      action: 'program.applied',
      subject: PROGRAM,
    });
  });
});

describe('what members have already', () => {
  it.each([
    ['another currency', 'currency: EUR', 'currency: USD', 'the currency was EUR and cannot become USD.'],
    [
      'a wallet of another kind',
      'kind: qualifying',
      'kind: cash',
      'wallet "status" is qualifying and cannot become cash.',
    ],
  ])('refuses %s, and nothing is written', async (_, before, after, detail) => {
    await apply(cornerCoffee());
    const refused = await applyProgram(house().ctx(), cornerCoffeeWith('program.yaml', before, after));
    expect(refused).toEqual({ ok: false, refusal: { code: 'incompatible_program', detail } });
    expect((await current()).revision).toBe(1);
  });
});

describe('the definitions store', () => {
  it('answers the revision asked from and every later one, in order', async () => {
    const store = createDefinitionsStore();
    const since = async (revision: number) =>
      (await store.since(house().db, PROGRAM, { revision, at: NOW })).map(
        (definitions) => definitions.revision,
      );
    expect(await store.current(house().db, PROGRAM)).toBeNull();
    expect(await since(1)).toEqual([]);
    await apply(cornerCoffee());
    await apply(patient());
    await pauseJourney(house().ctx(), { programId: PROGRAM, journeyId: 'winback' });
    expect(await since(1)).toEqual([1, 2, 3]);
    expect(await since(2)).toEqual([2, 3]);
    expect(await since(3)).toEqual([3]);
  });

  it('answers newcomers the revision in force when they came and every later one, not all that ever was', async () => {
    const store = createDefinitionsStore();
    const from = async (came: Instant) =>
      (await store.since(house().db, PROGRAM, { revision: 0, at: came })).map(({ revision }) => revision);
    expect(await from(NOW)).toEqual([]);
    await apply(cornerCoffee());
    const winback = { programId: PROGRAM, journeyId: 'winback' };
    const [second, third] = [instantOf(NOW + HOUR_MS), instantOf(NOW + 2 * HOUR_MS)];
    await pauseJourney(house().ctx(second), winback);
    await resumeJourney(house().ctx(third), { ...winback, onResume: 'run' });
    expect(await from(instantOf(NOW - 1))).toEqual([1, 2, 3]);
    expect(await from(instantOf(second - 1))).toEqual([1, 2, 3]);
    expect(await from(second)).toEqual([2, 3]);
    expect(await from(third)).toEqual([3]);
  });

  it('reads a revision once', async () => {
    await apply(cornerCoffee());
    const store = createDefinitionsStore();
    const first = await store.current(house().db, PROGRAM);
    expect(await store.current(house().db, PROGRAM)).toBe(first);
  });

  it('shares journeys that revisions have in common', async () => {
    await apply(cornerCoffee());
    await apply(patient());
    const [before, after] = await createDefinitionsStore().since(house().db, PROGRAM, {
      revision: 1,
      at: NOW,
    });
    const welcome = (definitions: typeof before) =>
      definitions?.journeys.find(({ journey }) => journey.id === 'welcome')?.journey;
    expect(welcome(after)).toBe(welcome(before));
  });
});

describe('after publishing', () => {
  it('every member is marked', async () => {
    await apply(cornerCoffee());
    const members = await house().enrol([{ externalId: 'ann' }, { externalId: 'ben' }]);
    await house().clearMarks();
    await apply(patient());
    expect(await house().marked()).toEqual(members.toSorted());
  });

  it('nobody is marked when nothing changed', async () => {
    await apply(cornerCoffee());
    await house().enrol([{ externalId: 'ann' }]);
    await house().clearMarks();
    await apply(cornerCoffee());
    expect(await house().marked()).toEqual([]);
  });

  it('marking that was interrupted is done by whoever asks next', async () => {
    await apply(cornerCoffee());
    const members = await house().enrol([{ externalId: 'ann' }]);
    await house().clearMarks();
    await house().db.updateTable('program').set({ marked_revision: 0 }).execute();
    expect(await markForPublication(house().ctx(), PROGRAM)).toBe(1);
    expect(await house().marked()).toEqual(members);
    expect(await markForPublication(house().ctx(), PROGRAM)).toBe(0);
  });
});

it('a stopped journey runs again with its next version', async () => {
  await apply(cornerCoffee());
  valueOf(await stopJourney(house().ctx(), { programId: PROGRAM, journeyId: 'winback' }));
  await apply(cornerCoffee());
  expect(await controlOf('winback')).toBe('stopped');
  await apply(patient());
  expect(await controlOf('winback')).toBe('running');
});
