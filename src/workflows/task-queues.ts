/**
 * - `lifecycle`: workflows, and the short activities that only ask and write our own database.
 * - `sending`: what leaves the house, at the rate that providers allow.
 * - `imports`: files, a few at a time, so that nobody waits behind them.
 */
export const TASK_QUEUES = { lifecycle: 'lifecycle', sending: 'sending', imports: 'imports' } as const;
