import { DatabaseError } from 'pg';

/** The SQLSTATE of an error that the database server answered; null for any other error. */
function sqlStateOf(error: unknown): string | null {
  return error instanceof DatabaseError ? (error.code ?? null) : null;
}

/** Whether the same transaction may succeed when it is tried again: serialization, deadlock, a lock not had in time. */
export function isContention(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && (state.startsWith('40') || state === '55P03');
}

/** Whether a unique constraint of the table was violated. */
export function isTaken(error: unknown, table: string): boolean {
  return error instanceof DatabaseError && error.code === '23505' && error.table === table;
}
