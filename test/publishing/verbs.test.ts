import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { promptAt } from '../../src/cli/prompt.fixture.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { CORNER_COFFEE, NOW, withEmptyHouse } from './published-program.ts';

const house = withEmptyHouse();

const perennial = promptAt({
  now: NOW,
  readEnvironment: () =>
    readEnvironment({
      DATABASE_URL: house().url,
      SMTP_URL: 'smtp://127.0.0.1:1025',
      PERENNIAL_HOME: tmpdir(),
    }),
});

it('plans, applies, and then has nothing left to change', async () => {
  expect(await perennial('plan', CORNER_COFFEE)).toMatchObject({
    exitCode: 0,
    printed: expect.stringContaining('+ journey winback version 1'),
  });
  const applied = await perennial('apply', CORNER_COFFEE);
  expect(applied.exitCode).toBe(0);
  expect(applied.printed).toContain('published template winback-offer version 1');
  expect(applied.printed).toContain('Revision 1 of corner-coffee is in force.');
  expect((await perennial('plan', CORNER_COFFEE)).printed).toContain('Nothing would change.');
  expect((await perennial('apply', CORNER_COFFEE)).printed).toBe(
    'Nothing changed; revision 1 of corner-coffee is in force.',
  );
});

it('presses the stop buttons of the only program', async () => {
  await perennial('apply', CORNER_COFFEE);
  expect((await perennial('journey', 'pause', 'winback')).printed).toBe(
    'journey winback version 1 is paused (revision 2)',
  );
  const resumed = await perennial('journey', 'resume', 'winback', '--on-resume', 'skip', '--json');
  expect(JSON.parse(resumed.printed)).toMatchObject({ revision: 3, control: { onResume: 'skip' } });
  expect((await perennial('journey', 'stop', 'winback')).printed).toContain('is stopped');
  expect((await perennial('sending', 'pause')).printed).toBe(
    'messages of corner-coffee are held since 2027-01-04T08:00:00.000Z',
  );
  expect((await perennial('sending', 'resume')).printed).toBe('messages of corner-coffee leave the house');
});

it('shows what is paused and stopped, and that nobody waits', async () => {
  expect((await perennial('status')).printed).toBe('No program has been applied.');
  await perennial('apply', CORNER_COFFEE);
  await perennial('journey', 'pause', 'winback');
  await perennial('journey', 'stop', 'sorry');
  await perennial('sending', 'pause');
  expect((await perennial('status')).printed.split('\n')).toEqual([
    'corner-coffee, revision 3',
    '  members   0 to be looked at; 0 overdue; 0 blocked',
    '  messages  0 planned, 0 being handed over; held since 2027-01-04T08:00:00.000Z',
    '  journey   sorry version 1: stopped since 2027-01-04T08:00:00.000Z',
    '  journey   welcome version 1: running',
    '  journey   winback version 1: paused since 2027-01-04T08:00:00.000Z',
  ]);
});

it('answers refusals by their code, to people and to machines', async () => {
  expect(await perennial('journey', 'pause', 'winback')).toMatchObject({
    exitCode: 1,
    errors: 'no_program: no program has been applied yet',
  });
  await perennial('apply', CORNER_COFFEE);
  const refused = await perennial('journey', 'pause', 'winbak', '--json');
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.printed)).toMatchObject({ error: { code: 'unknown_journey' } });
  expect(await perennial('journey', 'resume', 'winback', '--on-resume', 'later')).toMatchObject({
    exitCode: 2,
  });
});
