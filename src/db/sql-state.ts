import { DatabaseError } from 'pg';
import { UnkeepableText } from './json-text.ts';

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
const DATA_FAULT = /^2[23][0-9A-Z]{3}$/;
/** Class 40 (serialization, deadlock), and a lock that was not had in time. */
const CONTENTION = /^(40[0-9A-Z]{3}|55P03)$/;

type RetryReason = 'deadlock' | 'serialization' | 'lock_timeout' | 'key_taken' | 'other';

const RETRY_REASONS: ReadonlyMap<string, RetryReason> = new Map([
  ['40P01', 'deadlock'],
  ['40001', 'serialization'],
  ['55P03', 'lock_timeout'],
  ['23505', 'key_taken'],
]);

/** Whether the same transaction may succeed when it is tried again at once. */
export function isContention(error: unknown): boolean {
  return CONTENTION.test(sqlStateOf(error));
}

/** Why a transaction that fails so may be begun again, in a word. */
export function retryReason(error: unknown): RetryReason {
  return RETRY_REASONS.get(sqlStateOf(error)) ?? 'other';
}

/** Whether the data of a statement is at fault: the same work would fail again, and only for those whose data it is. */
export function isDataFault(error: unknown): boolean {
  return DATA_FAULT.test(sqlStateOf(error));
}

/** Whether a unique constraint of the table was violated. */
export function isTaken(error: unknown, table: string): boolean {
  return error instanceof DatabaseError && error.code === '23505' && error.table === table;
}

/** The SQLSTATE of an error that the database server answered, or would have; empty for any other error. */
function sqlStateOf(error: unknown): string {
  return error instanceof DatabaseError || error instanceof UnkeepableText ? (error.code ?? '') : '';
}
