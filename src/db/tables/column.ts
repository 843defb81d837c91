import type { ColumnType, Selectable } from 'kysely';
import type { Instant } from '../../domain/values/instant.ts';

/** `timestamptz`: read as an instant, written as a `Date` or RFC 3339 text. */
export type Timestamp = ColumnType<Instant, Date | string, Date | string>;
export type NullableTimestamp = ColumnType<Instant | null, Date | string | null, Date | string | null>;
/** `json` and `jsonb`: read as unparsed JSON of unknown shape, written as JSON text. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null, string | null>;
/** `bigint`: read and written as a safe integer. */
export type BigInteger = ColumnType<number, number, number>;
/** The rows of a view, which can be read but not written. */
export type ViewOf<Row> = { [K in keyof Selectable<Row>]: ColumnType<Selectable<Row>[K], never, never> };
