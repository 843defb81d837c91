import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { happened } from '../lifecycle/log.fixture.ts';
import { at } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import type { Condition } from './condition.ts';
import { verdictOn } from './moment.fixture.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');

describe('the worked example of the README', () => {
  const conditions: Record<string, Condition> = JSON.parse(fenced('json'));
  const log = table('| at ').map(([when = '', type = '', data = '']) =>
    happened(type, when, JSON.parse(data.replaceAll('`', ''))),
  );

  it('has a log and verdicts', () => {
    expect(log).toHaveLength(4);
    expect(table('| now ').length).toBeGreaterThanOrEqual(10);
  });

  it.each(table('| now '))('at %s, "%s" holds: %s, until %s', (now, name, holds, until) => {
    const condition = conditions[name ?? ''];
    if (condition === undefined || now === undefined) throw new Error(`the page has no condition "${name}"`);
    const verdict = verdictOn(condition, log, now);
    expect({
      holds: verdict.holds ? 'yes' : 'no',
      until: verdict.until === null ? 'never' : formatInstant(verdict.until),
    }).toEqual({ holds, until: until === 'never' ? until : formatInstant(at(until ?? '')) });
  });
});

/** The cells of the rows below the header that begins so. */
function table(header: string): string[][] {
  const lines = README.split('\n');
  const first = lines.findIndex((line) => line.startsWith(header));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function fenced(language: string): string {
  return README.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0] ?? '';
}
