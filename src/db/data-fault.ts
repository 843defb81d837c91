/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
const DATA_FAULT_STATE = /^2[23][0-9A-Z]{3}$/;

/** Whether the data of a statement is at fault: the same work would fail again, and only for those whose data it is. */
export function isDataFault(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    DATA_FAULT_STATE.test(error.code)
  );
}
