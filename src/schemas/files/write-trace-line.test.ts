import { expect, it } from 'vitest';
import type { TraceLine } from '../../domain/simulation/trace.ts';
import { parseZone, UTC } from '../../domain/values/calendar.ts';
import { at } from '../../domain/values/instant.fixture.ts';
import { parseFile } from './parse-file.ts';
import { storyFile } from './story.ts';
import { writeTraceLine } from './write-trace-line.ts';

const BERLIN = parseZone('Europe/Berlin') ?? UTC;

const lines: readonly TraceLine[] = [
  { at: at('2027-02-19T07:30:01Z'), what: 'journey_entered', data: { journey: 'winback' } },
  { at: at('2027-10-31T00:30:00Z'), what: 'points_earned', data: { rule: 'welcome/gift', amount: 20 } },
  {
    at: at('2027-10-31T01:30:00Z'),
    what: 'note',
    data: { text: 'we: "sorry", 1', no: 'no', empty: '', none: null },
  },
  {
    at: at('2027-10-31T02:00:00.250Z'),
    what: 'profile_changed',
    data: { changed: { tags: ['vip'], n: 1.5 } },
  },
];

it('is read back as the line that was written, also in the hour that the clocks show twice', () => {
  const text = [
    'story: a',
    "start: '2027-01-01T00:00:00Z'",
    "until: '2028-01-01T00:00:00Z'",
    'events: []',
    'expect:',
    ...lines.map((line) => `  - ${writeTraceLine(line, BERLIN)}`),
  ].join('\n');
  const parsed = parseFile({ path: 'a.yaml', text }, storyFile);
  expect(parsed).toMatchObject({ ok: true, value: { value: { expect: lines } } });
});

it('has the time of the zone with its offset, and quotes only what needs it', () => {
  expect(lines.map((line) => writeTraceLine(line, BERLIN)).slice(0, 3)).toEqual([
    "{ at: '2027-02-19T08:30:01+01:00', what: journey_entered, journey: winback }",
    "{ at: '2027-10-31T02:30:00+02:00', what: points_earned, amount: 20, rule: welcome/gift }",
    `{ at: '2027-10-31T02:30:00+01:00', what: note, empty: "", no: "no", none: null, text: "we: \\"sorry\\", 1" }`,
  ]);
});
