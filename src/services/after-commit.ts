import type { Context } from './context.ts';

/** What remains to be done, with a context outside of any transaction. */
export type FollowUp = (ctx: Context) => Promise<unknown>;

/**
 * Does what follows a verb's commit: at once, or when the transaction has committed that the verb is only a part of.
 * A process may end in between, so a sweep has to find what was left undone.
 */
export async function afterCommit(ctx: Context, followUp: FollowUp): Promise<void> {
  if (ctx.followUps === undefined) await followUp(ctx);
  else ctx.followUps.push(followUp);
}
