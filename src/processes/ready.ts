/**
 * Tells the process that started this one, if it listens, that work can begin: called by a root once it serves
 * requests or polls its queues.
 */
export function announceReady(): void {
  process.send?.('ready');
}
