import { expect, it } from 'vitest';
import { formatFinding } from './finding.ts';
import { parseFile } from './parse-file.ts';
import { storyFile } from './story.ts';

const STORY = `story: one-cup
start: "2027-01-04T09:00:00+01:00"
events:
  - { at: "2027-01-05T08:30:00+01:00", type: purchase, data: { total: { amountMinor: 540, currency: EUR } } }
until: "2027-02-22T08:30:00+01:00"
expect:
  - { at: "2027-01-05T08:30:00+01:00", what: points_earned, wallet: beans, amount: 5 }
`;

function read(text: string): unknown {
  const parsed = parseFile({ path: 'one-cup.yaml', text }, storyFile);
  return parsed.ok ? parsed.value.value : parsed.findings.map(formatFinding);
}

it('tells of a member who can be reached by mail, unless it says otherwise', () => {
  expect(read(STORY)).toEqual({
    name: 'one-cup',
    start: Date.parse('2027-01-04T08:00:00Z'),
    member: { zone: null, locale: null, attributes: {}, reachable: ['email'], consents: [] },
    events: [
      {
        at: Date.parse('2027-01-05T07:30:00Z'),
        type: 'purchase',
        data: { total: { amountMinor: 540, currency: 'EUR' } },
      },
    ],
    until: Date.parse('2027-02-22T07:30:00Z'),
    expect: [
      { at: Date.parse('2027-01-05T07:30:00Z'), what: 'points_earned', data: { wallet: 'beans', amount: 5 } },
    ],
  });
});

it('is told in the order of time, between its start and its end', () => {
  expect(read(STORY.replace('start: "2027-01-04', 'start: "2027-01-06'))).toEqual([
    'one-cup.yaml:4:11 events[0].at: is before the start',
  ]);
  expect(read(STORY.replace('until: "2027-02-22', 'until: "2027-01-03'))).toEqual([
    'one-cup.yaml:5:8 until: is before the last event',
  ]);
});

it('gives each time with its offset', () => {
  expect(read(STORY.replace('until: "2027-02-22T08:30:00+01:00"', 'until: "2027-02-22 08:30"'))).toEqual([
    'one-cup.yaml:5:8 until: must be a time with its offset, such as "2026-11-22T10:00:00+01:00"',
  ]);
});
