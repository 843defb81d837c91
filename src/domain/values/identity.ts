import { sha256OfParts } from './hash.ts';

declare const uuidBrand: unique symbol;

/** A UUID in lower case with hyphens. Version 7 where time made it, version 8 where a decision made it. */
export type Uuid = string & { readonly [uuidBrand]: true };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a UUID of any version, in either case; null for other text. */
export function parseUuid(text: string): Uuid | null {
  const lowered = text.toLowerCase();
  return isUuid(lowered) ? lowered : null;
}

/** The same UUID for the same parts, for ever: version 8 of RFC 9562, from SHA-256 over the parts and their lengths. */
export function deriveUuid(...parts: readonly string[]): Uuid {
  const hex = sha256OfParts(parts);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  if (!isUuid(uuid)) throw new RangeError(`${uuid} is not a UUID`);
  return uuid;
}

function isUuid(text: string): text is Uuid {
  return UUID.test(text);
}
