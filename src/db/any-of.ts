import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../domain/values/identity.ts';

/** `any($1::uuid[])`: compares with `=` to any of the ids, as one parameter however many there are. */
export function anyOfIds(ids: readonly Uuid[]): RawBuilder<Uuid> {
  return sql<Uuid>`any(${ids}::uuid[])`;
}

/** `any($1::text[])`, likewise. */
export function anyOfTexts(texts: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${texts}::text[])`;
}
