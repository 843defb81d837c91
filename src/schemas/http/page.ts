import { z } from 'zod';

const PAGE_LENGTH_MAX = 200;
const PAGE_LENGTH_DEFAULT = 50;
const CURSOR_LENGTH_MAX = 400;

/**
 * `?limit=` and `?cursor=` of a list. A cursor is opaque to callers: the key of the last item, as `key` reads it.
 * One that was not given here is refused.
 */
export function pageInput<Key extends z.ZodType>(key: Key) {
  return z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(PAGE_LENGTH_MAX)
      .default(PAGE_LENGTH_DEFAULT)
      .meta({ type: 'integer', minimum: 1, maximum: PAGE_LENGTH_MAX, default: PAGE_LENGTH_DEFAULT }),
    cursor: z
      .string()
      .max(CURSOR_LENGTH_MAX)
      .transform((text, context) => {
        const parsed = key.safeParse(jsonIn(text));
        if (parsed.success) return parsed.data;
        context.addIssue('is not a cursor that was given here');
        return z.NEVER;
      })
      .optional()
      .meta({ description: '`nextCursor` of the page before; leave it out for the first page.' }),
  });
}

/** A page of a list; `nextCursor` is null on the last one. */
export function pageOutput<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The cursor that `pageInput` reads back as this key; null stays null. */
export function cursorOf(key: unknown): string | null {
  return key === null ? null : Buffer.from(JSON.stringify(key)).toString('base64url');
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
