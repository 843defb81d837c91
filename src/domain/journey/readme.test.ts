import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { journeyFile } from '../../schemas/files/journey.ts';
import { parseFile } from '../../schemas/files/parse-file.ts';
import type { Decision } from '../lifecycle/advance-result.ts';
import { simulate } from '../simulation/simulate.ts';
import { buys, happens, program, published, reader } from '../simulation/story.fixture.ts';
import { fenced, rowsBelow } from '../text/markdown.fixture.ts';
import { at } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import { checkJourney } from './check.ts';
import type { Journey } from './journey.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');

function journeyOfThePage(): Journey {
  const parsed = parseFile({ path: 'README.md', text: fenced(README, 'yaml') }, journeyFile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return { ...parsed.value.value.journey, version: 1 };
}

interface Row {
  readonly when: string;
  readonly happens: string;
  readonly decided: readonly string[];
}

function rowsOfThePage(): readonly Row[] {
  return rowsBelow(README, 'At').map(([when = '', what = '', decided = '']) => ({
    when,
    happens: what,
    decided: decided.split(', ').filter((one) => one !== ''),
  }));
}

function told({ at: instant, what, node, reason }: Decision): string {
  const when = formatInstant(instant).replace('.000Z', 'Z');
  return [when, what, node, reason].filter((word) => word !== null).join(' ');
}

it('decides what the table of the README says', () => {
  const rows = rowsOfThePage();
  const events = rows.flatMap(({ when, happens: what }) => {
    if (what === 'purchase') return [buys(when)];
    return what === 'message_clicked' ? [happens(when, what, { journey: 'winback', node: 'offer' })] : [];
  });
  const story = { start: at('2027-01-01'), member: reader, events, until: at('2027-08-01') };
  const { decisions } = simulate(story, [published([journeyOfThePage()])]);
  expect(decisions.map(told)).toEqual(
    rows.flatMap(({ when, decided }) => decided.map((one) => `${when} ${one}`)),
  );
  expect(rows.length).toBeGreaterThan(8);
});

it('shows a journey without a fault', () => {
  expect(checkJourney(journeyOfThePage(), program)).toEqual([]);
});
