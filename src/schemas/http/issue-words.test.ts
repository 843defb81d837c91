import { expect, it } from 'vitest';
import { z } from 'zod';
import { issueWords } from './issue-words.ts';

const schema = z.strictObject({
  id: z.string().min(1).max(3).optional(),
  seats: z.number().int().min(1).max(9).optional(),
  day: z.enum(['mon', 'tue']).optional(),
  tags: z.array(z.string()).max(1).optional(),
  consent: z
    .discriminatedUnion('state', [
      z.strictObject({ state: z.literal('given'), basis: z.string() }),
      z.strictObject({ state: z.literal('withdrawn') }),
    ])
    .optional(),
  zone: z.string('is not a time zone').optional(),
});

const wordsFor = (value: unknown) =>
  schema.safeParse(value, { error: issueWords }).error?.issues.map(({ message }) => message);

it.each([
  [{ id: 5 }, 'is not a text'],
  [{ id: '' }, 'has a length below 1'],
  [{ id: 'four' }, 'has a length above 3'],
  [{ seats: 1.5 }, 'is not a whole number'],
  [{ seats: 0 }, 'is below 1'],
  [{ seats: 10 }, 'is above 9'],
  [{ day: 'sun' }, 'is none of mon, tue'],
  [{ tags: ['a', 'b'] }, 'has a length above 1'],
  [{ consent: {} }, 'is missing: given or withdrawn'],
  [{ consent: { state: 'yes' } }, 'is none of given, withdrawn'],
  [{ consent: { state: 'given' } }, 'is missing'],
])('%j: %s', (value, words) => {
  expect(wordsFor(value)).toEqual([words]);
});

it('leaves a schema its own words', () => {
  expect(wordsFor({ zone: 5 })).toEqual(['is not a time zone']);
});
