/**
 * - `lifecycle`: workflows, and the short activities that only ask and write our own database.
 * - `sending`: what leaves the house, at the rate that providers allow.
 */
export const TASK_QUEUES = { lifecycle: 'lifecycle', sending: 'sending' } as const;
