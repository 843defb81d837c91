/**
 * Places where a test has a process killed, to show that whatever dies there is made good by the next one.
 * Each name says what has just happened, or is about to.
 */
export const FAILPOINTS = [
  'record_before_commit',
  'record_after_commit',
  'advance_before_commit',
  'advance_after_commit',
  'conduct_before_commit',
  'conduct_after_commit',
  'claim_before_commit',
  'claim_after_commit',
  'before_handover',
  'after_handover',
  'settle_before_commit',
  'settle_after_commit',
  'before_continue_as_new',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

let armed: Failpoint | null = null;

/** Has this process kill itself, as the kernel would, when it reaches that place. Called by the root of a test's process. */
export function armFailpoint(name: Failpoint): void {
  armed = name;
}

/** Marks a place in the program. */
export function failpoint(name: Failpoint): void {
  if (armed === name) process.kill(process.pid, 'SIGKILL');
}
