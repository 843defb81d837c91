import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { arrayOf } from '../../src/db/array-parameter.ts';
import type { ArrayType, ArrayValue } from '../../src/db/binary-array.ts';
import { withDatabase } from '../support/postgres.ts';

const database = withDatabase();

/** The array as the server understood it. */
async function returned(type: ArrayType, values: readonly ArrayValue[]): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`
    select value from unnest(${arrayOf(type, values)}) with ordinality as u (value, place)
    order by place`.execute(database().db);
  return rows.map((row) => row.value);
}

const SENT: readonly (readonly [ArrayType, readonly ArrayValue[]])[] = [
  ['boolean', [true, null, false]],
  ['smallint', [-32_768, 0, 32_767]],
  ['integer', [-2_147_483_648, null, 2_147_483_647]],
  ['bigint', [Number.MIN_SAFE_INTEGER, -1, 0, 1, null, Number.MAX_SAFE_INTEGER]],
  ['text', ['', 'a "quoted" {list}, with \\ and NULL', 'Grüße, 日本語 🫘', null]],
  ['uuid', ['00000000-0000-0000-0000-000000000000', null, 'ffffffff-0123-8abc-9def-fedcba987654']],
  [
    'timestamptz',
    [-62_135_596_800_000, -1, 0, 946_684_800_000, null, 1_795_341_600_123, 253_402_300_799_999],
  ],
  ['json', ['{"a":[1,"ä"]}', null]],
  ['jsonb', ['{"a":[1,"ä"]}', null]],
];

it.each(SENT)('an array of %s arrives as it was sent', async (type, values) => {
  const isJson = type.startsWith('json');
  const expected = isJson ? values.map((value) => (value === null ? null : { a: [1, 'ä'] })) : values;
  expect(await returned(type, values)).toEqual(expected);
});

it('an array of none arrives empty', async () => {
  expect(await returned('uuid', [])).toEqual([]);
});

it.each<[ArrayType, ArrayValue]>([
  ['uuid', '1234'],
  ['uuid', '0123456g-0123-8abc-9def-fedcba987654'],
  ['bigint', 0.5],
  ['bigint', '1'],
  ['timestamptz', '2026-11-22T10:00:00Z'],
  ['smallint', 40_000],
  ['text', 1],
])('a value that is no %s is a bug and throws: %s', async (type, value) => {
  await expect(returned(type, [value])).rejects.toThrow();
});

it('text that the database cannot hold is refused as a fault of the data', async () => {
  await expect(returned('text', ['a\0b'])).rejects.toMatchObject({ code: '22021' });
  await expect(returned('jsonb', ['"a\\u0000b"'])).rejects.toMatchObject({ code: '22P05' });
});
