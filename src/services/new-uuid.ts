import { randomBytes } from 'node:crypto';
import { parseUuid } from '../domain/values/identity.ts';
import type { Uuid } from '../domain/values/identity.ts';
import type { Instant } from '../domain/values/instant.ts';

/** A new UUID, version 7 of RFC 9562: sorts by the millisecond it was made in; 74 bits are random. */
export function newUuid(now: Instant): Uuid {
  const time = Math.max(0, now).toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  const text = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
  const uuid = parseUuid(text);
  if (uuid === null) throw new Error(`${text} is not a UUID`);
  return uuid;
}
