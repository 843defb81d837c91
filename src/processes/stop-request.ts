const PARENT_POLL_MS = 500;

/**
 * Calls `stop` when this process is asked to end: Ctrl-C, SIGTERM, the end of the terminal, or the death of the
 * process that started it, of which nobody tells. May call it more than once.
 */
export function onStopRequest(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_POLL_MS).unref();
}
