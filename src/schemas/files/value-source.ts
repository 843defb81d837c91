import { z } from 'zod';
import type { JsonValue } from '../../domain/values/json.ts';
import type { Reference, ValueSource } from '../../domain/values/reference.ts';
import { addWordIssue, choose, words } from './words.ts';

const ROOTS = ['member', 'run', 'nodes', 'event'];
const LATER_ROOTS = ['rewards'];
const LATER_OF_MEMBER = ['tier'];

export const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

/** `member.purchase.last`, `run.data.orderId`, `nodes.offer.voucher`, `event.total`. */
export const referencePath = z
  .string()
  .regex(/^[a-z]\w*(\.[\w-]+)+$/, 'must be names joined by dots, such as member.favouriteStore')
  .max(200, 'must be at most 200 characters')
  .superRefine((written, ctx) => {
    const [root = '', name = ''] = written.split('.');
    if (!ROOTS.includes(root)) {
      addWordIssue(ctx, { word: root, among: ROOTS, later: LATER_ROOTS });
    } else if (root === 'member' && LATER_OF_MEMBER.includes(name)) {
      addWordIssue(ctx, { word: name, among: [], later: LATER_OF_MEMBER });
    }
  });

/** `{ ref: path, default? }`. */
export const reference: z.ZodType<Reference> = words({
  ref: referencePath,
  default: json.optional(),
}).transform(({ ref, default: fallback }): Reference =>
  fallback === undefined ? { ref } : { ref, default: fallback },
);

/** A value that is written down, or a reference to one. */
export const valueSource: z.ZodType<ValueSource> = choose<ValueSource>((written) =>
  isReferenceLike(written) ? reference : literal,
);

const literal = json.transform((written) => ({ literal: written }));

export function isReferenceLike(written: unknown): boolean {
  return typeof written === 'object' && written !== null && Object.hasOwn(written, 'ref');
}
