import { z } from 'zod';

/** A string of RFC 8941 without parameters: printable ASCII in double quotes; `"` and `\` are escaped. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;
/** The same without quotes, as many send it. */
const BARE = /^[!#-+\--[\]-~]+$/;
const LENGTH_MAX = 255;
/** Both, for the description. A regular expression counts an escaped character as one, as the length does. */
const QUOTED_OR_BARE = `^("([ !#-\\[\\]-~]|\\\\["\\\\]){1,${LENGTH_MAX}}"|[!#-+\\--\\[\\]-~]{1,${LENGTH_MAX}})$`;

/** The key in an `Idempotency-Key` header, quoted or bare; null when it is not one key of 1 to 255 characters. */
export function parseIdempotencyKey(header: string): string | null {
  const [, quoted] = QUOTED.exec(header) ?? [];
  const key = quoted?.replaceAll(/\\(["\\])/g, '$1') ?? (BARE.test(header) ? header : '');
  return key.length >= 1 && key.length <= LENGTH_MAX ? key : null;
}

const key = z.string().meta({
  description:
    'A key that the sender makes for this request, such as a UUID in double quotes. The same request with the same ' +
    'key is answered as the first time, with `Idempotency-Replayed: true`, and has no second effect; for seven days.',
  pattern: QUOTED_OR_BARE,
  example: '"5f0d0a52-1c6e-4c62-8f57-1f6f1f2f7f10"',
});

/** The header of requests that have no other key. */
export const requiredKeyHeader = z.object({ 'idempotency-key': key });
/** The header of requests that are safe to repeat by what they say. */
export const optionalKeyHeader = z.object({ 'idempotency-key': key.optional() });
