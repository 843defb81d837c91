import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { happened } from '../lifecycle/log.fixture.ts';
import { fenced, rowsBelow } from '../text/markdown.fixture.ts';
import { at } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import type { Condition } from './condition.ts';
import { verdictOn } from './moment.fixture.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');

describe('the worked example of the README', () => {
  const conditions: Record<string, Condition> = JSON.parse(fenced(README, 'json'));
  const log = rowsBelow(README, 'at').map(([when = '', type = '', data = '']) =>
    happened(type, when, JSON.parse(data.replaceAll('`', ''))),
  );

  const verdicts = rowsBelow(README, 'now');

  it('has a log and verdicts', () => {
    expect(log).toHaveLength(4);
    expect(verdicts.length).toBeGreaterThanOrEqual(10);
  });

  it.each(verdicts)('at %s, "%s" holds: %s, until %s', (now, name, holds, until) => {
    const condition = conditions[name ?? ''];
    if (condition === undefined || now === undefined) throw new Error(`the page has no condition "${name}"`);
    const verdict = verdictOn(condition, log, now);
    expect({
      holds: verdict.holds ? 'yes' : 'no',
      until: verdict.until === null ? 'never' : formatInstant(verdict.until),
    }).toEqual({ holds, until: until === 'never' ? until : formatInstant(at(until ?? '')) });
  });
});
