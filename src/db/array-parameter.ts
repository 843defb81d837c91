import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../domain/values/identity.ts';
import { binaryArray, type ArrayType, type ArrayValue } from './binary-array.ts';

/** `$1::uuid[]`: any number of values as one parameter, to unnest or to compare with. */
export function arrayOf(type: ArrayType, values: readonly ArrayValue[]): RawBuilder<unknown> {
  return sql`${binaryArray(type, values)}::${sql.raw(type)}[]`;
}

/** `any($1::uuid[])`: compares with `=` to any of the ids. */
export function anyOfIds(ids: readonly Uuid[]): RawBuilder<Uuid> {
  return sql<Uuid>`any(${arrayOf('uuid', ids)})`;
}

/** `any($1::text[])`, likewise. */
export function anyOfTexts(texts: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${arrayOf('text', texts)})`;
}
