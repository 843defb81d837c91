import { z } from 'zod';

const PAGE_LENGTH_MAX = 200;
const PAGE_LENGTH_DEFAULT = 50;

/** `?limit=` and `?cursor=` of a list. A cursor is opaque to callers: a sequence in disguise. */
export const pageInput = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_LENGTH_MAX)
    .default(PAGE_LENGTH_DEFAULT)
    .meta({ type: 'integer', minimum: 1, maximum: PAGE_LENGTH_MAX, default: PAGE_LENGTH_DEFAULT }),
  cursor: z
    .string()
    .max(400)
    .optional()
    .meta({ description: '`nextCursor` of the page before; leave it out for the first page.' }),
});

/** A page of a list; `nextCursor` is null on the last one. */
export function pageOutput<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A cursor that stands for the place after these key values. */
export function formatCursor(parts: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The key values of a cursor; null when nobody made it here. */
export function parseCursor(text: string): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
