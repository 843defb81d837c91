import type { Context } from '../../src/services/context.ts';

/** Runs work with a context that counts; answers how many statements it sent, without BEGIN and COMMIT. */
export async function countingStatements(
  ctx: Context,
  work: (ctx: Context) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const db = ctx.db.withPlugin({
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  await work({ ...ctx, db });
  return count;
}
