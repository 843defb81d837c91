import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely';
import type { Instant } from '../domain/values/instant.ts';
import { arrayOf } from './array-parameter.ts';
import type { ArrayType, ArrayValue } from './binary-array.ts';
import type { Queryable, Tables } from './database.ts';
import { writeTogether, type Write } from './write-together.ts';

/** Columns of a table with their PostgreSQL types, in the order in which they are sent. */
export type Columns<T extends keyof Tables> = readonly (readonly [
  name: keyof Row<T> & string,
  type: ArrayType,
])[];

/** A row to insert, as Kysely has it, but with instants for `timestamptz`. */
export type Row<T extends keyof Tables> = {
  readonly [K in keyof Insertable<Tables[T]>]: ArrayValue &
    (K extends keyof Selectable<Tables[T]>
      ? NonNullable<Selectable<Tables[T]>[K]> extends Instant
        ? Selectable<Tables[T]>[K]
        : Insertable<Tables[T]>[K]
      : never);
};

/** Inserts any number of rows in one statement, as `insertion` has it. */
export async function insertRows<T extends keyof Tables>(
  db: Queryable,
  table: T,
  columns: Columns<T>,
  rows: readonly Row<T>[],
): Promise<void> {
  await writeTogether(db, insertion(table, columns, rows));
}

/**
 * The insertion of any number of rows, whose text does not depend on how many there are; nothing when there are none.
 * A column that a row lacks is null.
 */
export function insertion<T extends keyof Tables>(
  table: T,
  columns: Columns<T>,
  rows: readonly Row<T>[],
): readonly Write[] {
  if (rows.length === 0) return [];
  const names = sql.join(columns.map(([name]) => sql.ref(name)));
  return [sql`insert into ${sql.table(table)} (${names}) select * from ${unnest(columns, rows)}`];
}

/** `unnest($1::uuid[], $2::text[], …)`: rows as one array per column, to insert from or to join with. */
export function unnest<T extends keyof Tables>(
  columns: Columns<T>,
  rows: readonly Row<T>[],
): RawBuilder<unknown> {
  const arrays = columns.map(([name, type]) =>
    arrayOf(
      type,
      rows.map((row) => row[name] ?? null),
    ),
  );
  return sql`unnest(${sql.join(arrays)})`;
}
