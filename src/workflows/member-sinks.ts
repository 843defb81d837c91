import type { Sinks } from '@temporalio/workflow';

/** Calls out of the sandbox, made before the task that made them is reported as done. */
export interface MemberSinks extends Sinks {
  readonly failpoints: { reached(name: 'before_continue_as_new'): void };
}
