/** The server is gone, full, shutting down, or gave up waiting: SQLSTATE classes 08, 40, 53, 55, 57 and 58. */
const OUTAGE_STATE = /^(08|40|53|55|57|58)[0-9A-Z]{3}$/;
const NETWORK_CODE = /^E(CONN|HOST|NET|NOTFOUND|PIPE|TIMEDOUT|AI_AGAIN)/;
/** The driver's own errors carry no code. */
const DRIVER_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout e?xpired|timeout exceeded|Query read timeout|Cannot use a pool)/i;

/** Whether an error says that the database could not answer, so that the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return OUTAGE_STATE.test(code) || NETWORK_CODE.test(code) || DRIVER_MESSAGE.test(error.message);
}
