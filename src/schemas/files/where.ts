import { z } from 'zod';
import type { Where, WhereClause } from '../../domain/condition/where.ts';
import { comparison, comparisonIn, comparisonShape, COMPARISONS } from './comparison.ts';
import { words } from './words.ts';

/** `name.name`, with `[*]` after the name of one list. */
const wherePath = z
  .string()
  .regex(
    /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*(\[\*\](\.[A-Za-z_][\w-]*)*)?$/,
    'must be names joined by dots, with [*] after a list: "lines[*].amount"',
  );

const test: z.ZodType<WrittenTest> = z.lazy(() =>
  words({
    ...comparisonShape,
    any: where.optional(),
    sum: comparison.optional(),
    count: comparison.optional(),
  }),
);

interface WrittenTest extends z.output<z.ZodObject<typeof comparisonShape>> {
  readonly any?: Where | undefined;
  readonly sum?: z.output<typeof comparison> | undefined;
  readonly count?: z.output<typeof comparison> | undefined;
}

/** `{ store: { is: mitte }, "lines[*]": { any: {…} }, "lines[*].amount": { sum: { atLeast: 500 } } }`. */
export const where: z.ZodType<Where> = z
  .record(wherePath, test)
  .transform((written, ctx): Where =>
    Object.entries(written).map(([path, given]) => clauseOf(path, given, ctx)),
  );

function clauseOf(path: string, given: WrittenTest, ctx: z.RefinementCtx): WhereClause {
  const refuse = (message: string): WhereClause => {
    ctx.addIssue({ code: 'custom', message, path: [path] });
    return z.NEVER;
  };
  const [list = '', inner] = path.split('[*]');
  const { any, sum, count, ...tests } = given;
  const kinds = [any, sum, count, tests].filter((kind) => kind !== undefined && Object.keys(kind).length > 0);
  if (kinds.length > 1) return refuse('needs either a comparison, or one of any, sum, count');
  if (inner === undefined) {
    if (any ?? sum ?? count) return refuse('any, sum and count need a list: write [*] after its name');
    const found = COMPARISONS.filter((name) => Reflect.get(tests, name) !== undefined);
    if (found.length === 0) return refuse(`needs a comparison: one of ${COMPARISONS.join(', ')}`);
    return { kind: 'value', path, test: comparisonIn(tests, ctx) };
  }
  const of = inner.slice(1);
  if (sum !== undefined) {
    if (of === '') return refuse('a sum needs the name of a number after [*].');
    return { kind: 'sum', path: list, of, test: sum };
  }
  if (of !== '') return refuse('a value inside a list needs any or sum');
  if (any !== undefined) return { kind: 'any', path: list, where: any };
  if (count !== undefined) return { kind: 'count', path: list, test: count };
  return refuse('a list needs any, sum or count');
}
