import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  readJourney,
  readProgram,
  readRevisionJourneys,
  writeJourney,
  writeProgram,
  writeRevisionJourneys,
} from './definitions.ts';
import { readAnswer, readCause, readEventData, writeAnswer } from './event.ts';
import { readStored, UnreadableJson } from './format.ts';
import type { Format } from './format.ts';
import {
  readDecisions,
  readFacts,
  readLifecycle,
  readRun,
  writeDecisions,
  writeFacts,
  writeLifecycle,
  writeRun,
} from './lifecycle.ts';
import { readContent, writeContent } from './message.ts';

/** Reads JSON as it was once stored, and writes it as it is stored today. */
const REWRITE: Readonly<Record<string, (stored: unknown) => string>> = {
  lifecycle: (stored) => writeLifecycle(readLifecycle(stored, [])),
  run: (stored) => writeRun(readRun(stored)),
  facts: (stored) => writeFacts(readFacts(stored)),
  decisions: (stored) => writeDecisions(readDecisions(stored)),
  program: (stored) => writeProgram(readProgram(stored)),
  journey: (stored) => writeJourney(readJourney(stored)),
  revision: (stored) => writeRevisionJourneys(readRevisionJourneys(stored)),
  answer: (stored) => writeAnswer(readAnswer(stored)),
  content: (stored) => writeContent(readContent(stored)),
};

function fixture(name: string, version: number): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.v${version}.json`, import.meta.url), 'utf8'));
}

describe.each(Object.keys(REWRITE))('stored %s', (name) => {
  const rewrite = REWRITE[name] ?? String;

  it('reads what version 1 wrote, and writes it the same', () => {
    const stored = fixture(name, 1);
    expect(JSON.parse(rewrite(stored))).toEqual(stored);
  });

  it.each([
    ['a newer version', { ...Object(fixture(name, 1)), version: 999 }],
    ['no version', { ...Object(fixture(name, 1)), version: undefined }],
    ['nothing but a version', { version: 1 }],
    ['a list', []],
    ['null', null],
  ])('throws at %s, instead of going on with what it does not know', (_, stored) => {
    expect(() => rewrite(stored)).toThrow(UnreadableJson);
  });
});

describe('upcasters', () => {
  const format: Format<{ readonly name: string }> = {
    name: 'example',
    version: 3,
    names: ['name'],
    upcasters: {
      1: ({ title }) => ({ version: 2, label: title ?? '' }),
      2: ({ label }) => ({ version: 3, name: label ?? '' }),
    },
  };

  it('bring any older version up, one step at a time', () => {
    for (const stored of [
      { version: 1, title: 'Ada' },
      { version: 2, label: 'Ada' },
      { version: 3, name: 'Ada' },
    ]) {
      expect(readStored(format, stored)).toEqual({ version: 3, name: 'Ada' });
    }
  });

  it('must give the names that the newest version has', () => {
    const broken = { ...format, upcasters: { 2: () => ({ version: 3 }) } };
    expect(() => readStored(broken, { version: 2 })).toThrow('stored example has a name missing');
  });
});

describe('what has no version of ours', () => {
  it('is checked for its outermost shape', () => {
    expect(readEventData({ orderId: 'o-1' })).toEqual({ orderId: 'o-1' });
    expect(() => readEventData('o-1')).toThrow(UnreadableJson);
    expect(readCause(null)).toBeNull();
    expect(readCause({ depth: 1 })).toEqual({ depth: 1 });
    expect(() => readCause({})).toThrow(UnreadableJson);
  });
});
